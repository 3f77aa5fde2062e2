/** Every framework's own loop on a real session; what counts is what the provider was asked to do. */
import { createRuntime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";
import { describe, expect, it, vi } from "vitest";

import { loops } from "../fidelity/loops.ts";

vi.setConfig({ testTimeout: 60_000 });

const frameworks = loops.filter(({ title }) => !title.startsWith("dialect"));

function pay(id: string, amount: number) {
  return { id, name: "codespar_pay", input: { amount, method: "pix" } };
}

async function openSession({ dropFirstAnswer = false } = {}) {
  const runtime = createRuntime();
  let dropped = !dropFirstAnswer;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const response = await runtime.fetch(request);
    if (dropped || !pathname.endsWith("/execute")) return response;
    dropped = true;
    throw new TypeError("fetch failed");
  };
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch });
  const session = await codespar.create("user_123", { servers: ["stripe"] });
  async function amounts(): Promise<readonly number[]> {
    const { data } = await session.execute("stripe_list_payment_intents", {});
    const payments = data["payments"] as ReadonlyArray<{ readonly amount: number }>;
    return payments.map(({ amount }) => amount).toSorted((left, right) => left - right);
  }
  const dispose = async (): Promise<void> => runtime[Symbol.asyncDispose]();
  return { session, amounts, wasDropped: () => dropped, [Symbol.asyncDispose]: dispose };
}

describe.each(frameworks)("$title", ({ title, run }) => {
  it("pays once although the approval is given twice", async () => {
    await using opened = await openSession();
    const { error, told } = await run({
      session: opened.session,
      options: { approval: "destructive" },
      turns: [[pay("call_1", 900)]],
      approve: true,
      resume: 2,
    });
    expect(error).toBeUndefined();
    expect(told["call_1"]).toMatchObject({ failed: false });
    expect(await opened.amounts()).toEqual([900]);
  });

  it("pays once although the answer is lost on its way back", async () => {
    await using opened = await openSession({ dropFirstAnswer: true });
    const { told } = await run({
      session: opened.session,
      options: { approval: "never" },
      turns: [[pay("call_1", 900)]],
    });
    expect(opened.wasDropped()).toBe(true);
    expect(told["call_1"]).toMatchObject({ failed: false, text: expect.stringContaining("pay_") });
    expect(await opened.amounts()).toEqual([900]);
  });

  it("pays twice when the model means two payments", async () => {
    await using opened = await openSession();
    await run({
      session: opened.session,
      options: { approval: "never" },
      turns: [[pay("call_1", 900), pay("call_2", 900)]],
    });
    expect(await opened.amounts()).toEqual([900, 900]);
  });

  // Two frameworks do not let such a call through at all; see their conformance tests.
  const refuses = ["mastra Agent.stream", "openai agents"].includes(title);
  it.skipIf(refuses)("pays both when an id is used for two payments", async () => {
    await using opened = await openSession();
    await run({
      session: opened.session,
      options: { approval: "never" },
      turns: [[pay("call_1", 900), pay("call_1", 700)]],
    });
    expect(await opened.amounts()).toEqual([700, 900]);
  });
});
