import type { AuditEntry, AuditVerification, CallLog, Page, UsageReport } from "@codespar/protocol";
import type { Runtime } from "@codespar/runtime";

/** The routes that have no method in the SDK: what an operator looks at. */
export interface Api {
  logs(sessionId: string): Promise<Page<CallLog>>;
  audit(sessionId: string): Promise<Page<AuditEntry>>;
  verify(): Promise<AuditVerification>;
  usage(): Promise<UsageReport>;
  /** The Pix payment that a session's newest audit entries speak of. */
  payment(
    sessionId: string,
  ): Promise<{ readonly id: string; readonly pixCode: string } | undefined>;
  /** Pays a sandbox payment, as the customer would. */
  pay(paymentId: string): Promise<void>;
}

/** Talks to a runtime in this process; over a socket it would be the same requests. */
export function createApi(runtime: Runtime): Api {
  async function call<Body>(path: string, method = "GET"): Promise<Body> {
    const response = await runtime.fetch(`http://localhost${path}`, {
      method,
      headers: { Authorization: `Bearer ${runtime.apiKey}` },
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json() as Promise<Body>;
  }

  const audit = (sessionId: string): Promise<Page<AuditEntry>> =>
    call(`/v1/audit?session_id=${sessionId}&limit=200`);

  return {
    audit,
    logs: (sessionId) => call(`/v1/sessions/${sessionId}/logs`),
    verify: () => call("/v1/audit/verify"),
    usage: () => call("/v1/usage"),
    async payment(sessionId) {
      const { data } = await audit(sessionId);
      const outputs = data.map(({ output }) => output as { data?: Record<string, unknown> } | null);
      const paid = outputs.find((output) => typeof output?.data?.["pix_code"] === "string")?.data;
      if (paid === undefined) return undefined;
      return { id: String(paid["payment_id"]), pixCode: String(paid["pix_code"]) };
    },
    async pay(paymentId) {
      await call(`/v1/sandbox/payments/${paymentId}/settle`, "POST");
    },
  };
}
