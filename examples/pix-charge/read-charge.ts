import type { AuditEntry } from "@codespar/protocol";

/** What came of the agent's work, as the audit has it. */
export interface Charge {
  readonly paymentId: string;
  readonly pixCode: string;
  /** Absent where a model made no invoice. */
  readonly invoiceUrl: string | undefined;
}

/** Reads the charge and its invoice from a session's entries; throws when there is no charge. */
export function readCharge(entries: readonly AuditEntry[]): Charge {
  const results = entries.map(({ output }) => (output as Output | null)?.data ?? {});
  const find = (name: string): string | undefined => {
    const found = results.map((data) => data[name]).find((value) => typeof value === "string");
    return typeof found === "string" ? found : undefined;
  };
  const [paymentId, pixCode] = [find("payment_id"), find("pix_code")];
  if (paymentId === undefined || pixCode === undefined) throw new Error("Nothing was charged.");
  return { paymentId, pixCode, invoiceUrl: find("pdf_url") };
}

interface Output {
  readonly data?: Readonly<Record<string, unknown>>;
}
