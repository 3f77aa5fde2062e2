import type { AuditEntry, Page } from "@codespar/protocol";
import { createRuntime } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";

/** A session of a Brazilian shop in the sandbox, on a runtime in this process. */
export interface Shop {
  readonly session: Session;
  /** What the user asks the agent. */
  readonly request: string;
  /** Prints what was executed, and by which framework; a shop that sold nothing fails. */
  printTrail(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a shop whose tools are the meta-tools. */
export async function openShop(): Promise<Shop> {
  const runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { preset: "brazilian" });
  const request =
    "Charge R$150 by Pix for order #5678, and tell the customer on WhatsApp with the order_confirmation template.";
  console.log(`User: ${request}`);

  async function audit(): Promise<readonly AuditEntry[]> {
    const response = await runtime.fetch(
      `http://localhost/v1/audit?session_id=${session.id}&limit=200`,
      { headers: { Authorization: `Bearer ${runtime.apiKey}` } },
    );
    const { data } = (await response.json()) as Page<AuditEntry>;
    return data;
  }

  return {
    session,
    request,
    async printTrail() {
      const outcomes = (await audit()).filter(({ kind }) => kind === "outcome");
      for (const { tool, server, status, origin } of outcomes) {
        console.log(`Audit: ${tool} on ${server}: ${status}, called by ${origin?.framework}`);
      }
      const paid = outcomes.filter(
        ({ tool, status }) => tool === "codespar_pay" && status === "success",
      );
      if (paid.length === 0) throw new Error("Nothing was charged.");
    },
    async [Symbol.asyncDispose]() {
      await session.close();
      await runtime[Symbol.asyncDispose]();
    },
  };
}
