/** A call whose answer was lost is asked after, where the server says how. */
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { openRuntime } from "./open-runtime.ts";
import { serveTools } from "./servers/serve-tools.ts";

/** Nobody is asked sooner than a second after an answer was lost. */
const waiting = { timeout: 15_000, interval: 100 };

const reconcile = {
  charge: {
    tool: "find",
    input: { key: "$idempotency_key", order: "$order" },
    status: "/status",
    executed: ["paid"],
    notExecuted: ["not_found"],
    notExecutedAfterMs: 60_000,
    output: { payment_id: "/id", amount: "/cents", currency: "/currency", status: "/status" },
  },
};

/** A provider that loses its answer, and is asked after it. */
async function lose({ status = "paid", declared = true } = {}) {
  const asked: unknown[] = [];
  let word = status;
  const provider = await serveTools({
    charge: { run: () => new Promise(() => undefined) },
    find: {
      annotations: { readOnlyHint: true },
      run({ input }) {
        asked.push(input);
        return { status: word, id: "pay_9", cents: 500, currency: "BRL", extra: "not handed on" };
      },
    },
  });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const spec = { url: provider.url, timeoutMs: 100, ...(declared ? { reconcile } : {}) };
  const test = openRuntime({ servers: { bank: spec } });
  onTestFinished(() => test.runtime.close());
  const id = await test.session(["bank"]);
  const charge = () => test.execute(id, "bank_charge", { order: "o-1", cents: 500 }, "k");
  const { body } = await charge();
  expect(body.error_code).toBe("outcome_unknown");
  const statusOf = async () =>
    (await test.call("GET", `/v1/tool-calls/${body.tool_call_id}`)).body.status;
  const say = (other: string): void => {
    word = other;
  };
  return { ...test, asked, charge, statusOf, say, callId: String(body.tool_call_id) };
}

describe("an unknown outcome", () => {
  it("that the provider knows becomes its result, counted once, and the audit says how", async () => {
    const { call, asked, charge, statusOf, callId } = await lose();
    await vi.waitFor(async () => expect(await statusOf()).toBe("success"), waiting);
    expect(asked).toEqual([{ key: "k", order: "o-1" }]);
    const { body } = await charge();
    expect(body).toMatchObject({ success: true, replayed: true });
    expect(body.data).toEqual({
      payment_id: "pay_9",
      amount: 500,
      currency: "BRL",
      status: "paid",
    });
    const { body: usage } = await call("GET", "/v1/usage");
    expect(usage.totals).toMatchObject({ settled: [{ currency: "BRL", amount_minor: 500 }] });
    const { body: audit } = await call("GET", `/v1/audit?tool_call_id=${callId}`);
    const decisions = audit.data.map(({ decision }: { decision: string }) => decision);
    expect(decisions).toContain('reconciled by find: it took effect: bank says "paid"');
    expect((await call("GET", "/v1/audit/verify")).body.valid).toBe(true);
  });

  it("of which the provider knows nothing gives its key back, but not while the request may be on its way", async () => {
    const { clock, asked, statusOf } = await lose({ status: "not_found" });
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0), waiting);
    expect(await statusOf()).toBe("unknown");
    await vi.waitFor(async () => {
      clock.advance(60_000);
      expect(await statusOf()).toBe("error");
    }, waiting);
  });

  it("stays unknown while the provider says neither, and is asked after again", async () => {
    const { clock, asked, statusOf, say } = await lose({ status: "processing" });
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0), waiting);
    expect(await statusOf()).toBe("unknown");
    say("paid");
    await vi.waitFor(async () => {
      clock.advance(60_000);
      expect(await statusOf()).toBe("success");
    }, waiting);
  });

  it("of a tool that declares no way to ask stays unknown", async () => {
    const { clock, runtime, asked, statusOf } = await lose({ declared: false });
    clock.advance(86_400_000 - 1);
    await runtime.fetch("http://codespar.test/healthz");
    expect([await statusOf(), asked]).toEqual(["unknown", []]);
  });
});
