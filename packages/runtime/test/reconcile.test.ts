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

const { amount: _cents, ...unpriced } = reconcile.charge.output;
const reconcileInReais = {
  charge: { ...reconcile.charge, output: { ...unpriced, amount_major: "/value" } },
};

/** A provider that loses its answer, and is asked after it. */
async function lose({ status = "paid", declared = true, order = "o-1", inReais = false } = {}) {
  const asked: unknown[] = [];
  let word = status;
  const provider = await serveTools({
    charge: { run: () => new Promise(() => undefined) },
    find: {
      annotations: { readOnlyHint: true },
      run({ input }) {
        asked.push(input);
        const money = { cents: 500, value: "5.00", currency: "BRL" };
        return { status: word, id: "pay_9", ...money, extra: "not handed on" };
      },
    },
  });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const spec = {
    url: provider.url,
    timeoutMs: 100,
    ...(declared ? { reconcile: inReais ? reconcileInReais : reconcile } : {}),
  };
  const test = openRuntime({ servers: { bank: spec } });
  onTestFinished(() => test.runtime.close());
  const id = await test.session(["bank"]);
  const charge = (of = order, key = "k") =>
    test.execute(id, "bank_charge", { order: of, cents: 500 }, key);
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

  it("that the provider knows in major units is billed in minor ones", async () => {
    const { call, statusOf } = await lose({ inReais: true });
    await vi.waitFor(async () => expect(await statusOf()).toBe("success"), waiting);
    const { body: usage } = await call("GET", "/v1/usage");
    expect(usage.totals).toMatchObject({ settled: [{ currency: "BRL", amount_minor: 500 }] });
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

  it("stays unknown when the audit left out what the provider would be asked by", async () => {
    // An order's number that could be a card's.
    const order = "1795262400009";
    const { clock, asked, charge, statusOf } = await lose({ status: "not_found", order });
    const other = { key: "k2", order: "o-2" };
    await charge(other.order, other.key);
    await vi.waitFor(() => {
      clock.advance(60_000);
      expect(asked.length).toBeGreaterThan(0);
    }, waiting);
    expect(asked).toEqual(asked.map(() => other));
    expect(await statusOf()).toBe("unknown");
  });

  it("of a tool that declares no way to ask stays unknown", async () => {
    const { clock, runtime, asked, statusOf } = await lose({ declared: false });
    clock.advance(86_400_000 - 1);
    await runtime.fetch("http://codespar.test/healthz");
    expect([await statusOf(), asked]).toEqual(["unknown", []]);
  });
});

describe("a tool that keeps the idempotency promise, and whose answer is lost", () => {
  /** Two banks that pay once per key; the first one's answers are lost until it is told otherwise. */
  async function openBanks(limit?: number) {
    const paid: string[] = [];
    let isLosing = true;
    const serve = async (name: string, loses: () => boolean) => {
      const served = await serveTools({
        pay: {
          annotations: { idempotentHint: true },
          run({ key }) {
            const entry = `${name} ${key}`;
            if (!paid.includes(entry)) paid.push(entry);
            return loses() ? new Promise<object>(() => undefined) : { payment_id: entry };
          },
        },
      });
      onTestFinished(() => served[Symbol.asyncDispose]());
      return served;
    };
    const [a, b] = [await serve("a", () => isLosing), await serve("b", () => false)];
    const metaTools = [{ kind: "pay" as const, tool: "pay" }];
    const spec = { timeoutMs: 100, metaTools };
    const test = openRuntime({
      servers: { a: { url: a.url, ...spec }, b: { url: b.url, ...spec } },
    });
    onTestFinished(() => test.runtime.close());
    const policy = limit === undefined ? {} : { limits: [{ currency: "BRL", per_day: limit }] };
    const { body } = await test.call("POST", "/v1/sessions", {
      user_id: "user_123",
      servers: ["a", "b"],
      policy,
    });
    const pay = async (key: string) =>
      (await test.execute(body.id, "codespar_pay", { amount: 600 }, key)).body;
    const disconnect = () => test.call("DELETE", `/v1/sessions/${body.id}/connections/a`);
    const stop = () => a[Symbol.asyncDispose]();
    return { pay, paid, disconnect, stop, answer: () => (isLosing = false) };
  }

  it("keeps its key and its money, and is made again under the same key", async () => {
    const { pay, paid, answer } = await openBanks(1_000);
    expect(await pay("k1")).toMatchObject({ error_code: "outcome_unknown" });
    expect(await pay("k2")).toMatchObject({ error_code: "policy_denied" });
    answer();
    expect(await pay("k1")).toMatchObject({ success: true, server: "a" });
    expect(paid).toEqual(["a k1"]);
  });

  it("gives its money back when it is declined once it is made again", async () => {
    let isLosing = true;
    const bank = await serveTools({
      pay: {
        annotations: { idempotentHint: true },
        run() {
          if (isLosing) return new Promise(() => undefined);
          throw new Error("declined");
        },
      },
    });
    onTestFinished(() => bank[Symbol.asyncDispose]());
    const money = { pay: { amount: "/amount", unit: "minor", currency: "BRL" } } as const;
    const test = openRuntime({ servers: { bank: { url: bank.url, timeoutMs: 100, money } } });
    onTestFinished(() => test.runtime.close());
    const policy = { limits: [{ currency: "BRL", per_day: 1_000 }] };
    const opening = { user_id: "user_123", servers: ["bank"], policy };
    const { body: session } = await test.call("POST", "/v1/sessions", opening);
    const pay = async (key: string) =>
      (await test.execute(session.id, "bank_pay", { amount: 600 }, key)).body;
    expect(await pay("k1")).toMatchObject({ error_code: "outcome_unknown" });
    isLosing = false;
    expect(await pay("k1")).toMatchObject({ error_code: "provider_error" });
    expect(await pay("k2")).toMatchObject({ error_code: "provider_error" });
  });

  it("is never made again at another server", async () => {
    const { pay, paid, disconnect } = await openBanks();
    expect(await pay("k1")).toMatchObject({ error_code: "outcome_unknown", server: "a" });
    expect((await disconnect()).status).toBe(204);
    expect(await pay("k1")).toMatchObject({ error_code: "outcome_unknown", replayed: true });
    expect(paid).toEqual(["a k1"]);
  });

  it("stays unknown while its server is down, and is not made at another one then", async () => {
    const { pay, paid, stop, disconnect } = await openBanks(1_000);
    expect(await pay("k1")).toMatchObject({ error_code: "outcome_unknown" });
    await stop();
    expect(await pay("k1")).toMatchObject({ error_code: "outcome_unknown", server: "a" });
    await disconnect();
    expect(await pay("k1")).toMatchObject({ error_code: "outcome_unknown", replayed: true });
    expect(await pay("k2")).toMatchObject({ error_code: "policy_denied" });
    expect(paid).toEqual(["a k1"]);
  });

  it("whose server dies with it stays unknown, although nothing more could be sent", async () => {
    const bank = await serveTools({
      pay: {
        annotations: { idempotentHint: true },
        async run() {
          await bank[Symbol.asyncDispose]();
          return {};
        },
      },
    });
    const test = openRuntime({ servers: { bank: { url: bank.url } } });
    onTestFinished(() => test.runtime.close());
    const id = await test.session(["bank"]);
    const { body } = await test.execute(id, "bank_pay", { amount: 600 }, "k1");
    expect(body).toMatchObject({ error_code: "outcome_unknown" });
  });

  it("that is made again while the server is asked after it ends as what it comes to", async () => {
    const said = Promise.withResolvers<object>();
    const paid = Promise.withResolvers<object>();
    const events: string[] = [];
    const bank = await serveTools({
      pay: {
        annotations: { idempotentHint: true },
        run: () => (events.push("pay") === 1 ? new Promise(() => undefined) : paid.promise),
      },
      find: {
        run() {
          events.push("find");
          return said.promise;
        },
      },
      ping: { run: () => ({}) },
    });
    onTestFinished(() => bank[Symbol.asyncDispose]());
    const spec = { ...reconcile.charge, output: {} };
    const test = openRuntime({
      servers: { bank: { url: bank.url, timeoutMs: 2_000, reconcile: { pay: spec } } },
    });
    onTestFinished(() => test.runtime.close());
    const id = await test.session(["bank"]);
    const pay = () => test.execute(id, "bank_pay", { amount: 600 }, "k1");
    expect((await pay()).body).toMatchObject({ error_code: "outcome_unknown" });
    await vi.waitFor(() => expect(events).toEqual(["pay", "find"]), waiting);
    const again = pay();
    await vi.waitFor(() => expect(events).toEqual(["pay", "find", "pay"]), waiting);
    test.clock.advance(60_000);
    said.resolve({ status: "not_found" });
    // By then the server has said it.
    await test.execute(id, "bank_ping", {});
    paid.resolve({ done: true });
    const { body } = await again;
    expect(body).toMatchObject({ success: true });
    const { body: call } = await test.call("GET", `/v1/tool-calls/${body.tool_call_id}`);
    expect(call.status).toBe("success");
  });
});
