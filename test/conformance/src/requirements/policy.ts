import { CodeSpar, type Policy } from "@codespar/sdk";
import { expect, vi } from "vitest";

import type { AdapterHarness, ToldResult } from "../adapter-harness.ts";
import { openRuntime } from "../open-runtime.ts";
import type { Requirement } from "../requirement.ts";

interface PolicyRun {
  readonly policy: Policy;
  readonly approvalTimeoutMs?: number;
  /** What a person does while the loop runs. */
  readonly meanwhile?: (codespar: CodeSpar) => Promise<void>;
}

interface PolicyOutcome {
  readonly told: ToldResult;
  /** The payments that were made. */
  readonly payments: number;
}

/** A payment by the framework's loop, on a real runtime whose policy has something to say. */
async function pay(
  { run }: AdapterHarness,
  { policy, approvalTimeoutMs, meanwhile }: PolicyRun,
): Promise<PolicyOutcome> {
  await using runtime = await openRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { servers: ["stripe"], policy });
  const call = { id: "call_1", name: "codespar_pay", input: { amount: 100 } };
  const [{ told, error }] = await Promise.all([
    run({
      session,
      turns: [[call]],
      options: { approval: "never", include: ["codespar_pay"], approvalTimeoutMs },
    }),
    meanwhile?.(codespar),
  ]);
  expect(error).toBeUndefined();
  const listed = await session.execute("stripe_list_payment_intents", {});
  const { payments } = listed.data;
  const result = told["call_1"];
  if (result === undefined) throw new Error("The model was told nothing about the call.");
  return { told: result, payments: Array.isArray(payments) ? payments.length : -1 };
}

async function decide(codespar: CodeSpar, decision: "approve" | "deny"): Promise<void> {
  const { data } = await vi.waitFor(
    async () => {
      const page = await codespar.approvals.list({ status: "pending" });
      expect(page.data).toHaveLength(1);
      return page;
    },
    { timeout: 10_000 },
  );
  for (const { id } of data) await codespar.approvals[decision](id, "as agreed");
}

const askAlways = { approvals: [{}] };

/** Rules 5 and 8: what the session's policy denies or asks a person about. */
export const policyRequirements: readonly Requirement[] = [
  {
    id: "policy:denied",
    rule: 5,
    behavior: "a call that the policy denies is a failure that names the rule's reason",
    async prove(harness) {
      const { told, payments } = await pay(harness, { policy: { deny_tools: ["codespar_pay"] } });
      expect(told.failed).toBe(true);
      expect(told.text).toContain("codespar_pay is not allowed");
      expect(told.text).toContain("Nothing was executed");
      expect(payments).toBe(0);
    },
  },
  {
    id: "policy:approval",
    rule: 8,
    behavior: "a call that waits for a person is a failure that carries the request's id",
    async prove(harness) {
      const { told, payments } = await pay(harness, { policy: askAlways });
      expect(told.failed).toBe(true);
      expect(told.text).toMatch(/apr_\w+/);
      expect(told.text).toContain("Nothing was executed");
      expect(payments).toBe(0);
    },
  },
  {
    id: "policy:resume",
    rule: 8,
    behavior: "with approvalTimeoutMs, a call goes on when a person approves it, once",
    async prove(harness) {
      const { told, payments } = await pay(harness, {
        policy: askAlways,
        approvalTimeoutMs: 20_000,
        meanwhile: (codespar) => decide(codespar, "approve"),
      });
      expect(told.failed, told.text).toBe(false);
      expect(payments).toBe(1);
    },
  },
  {
    id: "policy:denial",
    rule: 8,
    behavior: "with approvalTimeoutMs, a person's denial is a failure with what the person said",
    async prove(harness) {
      const { told, payments } = await pay(harness, {
        policy: askAlways,
        approvalTimeoutMs: 20_000,
        meanwhile: (codespar) => decide(codespar, "deny"),
      });
      expect(told.failed).toBe(true);
      expect(told.text).toContain("as agreed");
      expect(payments).toBe(0);
    },
  },
];
