/** Payments at a server that the operator configured, with the routes that say where things are. */
import { createHmac } from "node:crypto";

import { describe, expect, it, onTestFinished } from "vitest";

import { openRuntime } from "./open-runtime.ts";
import { serveTools } from "./servers/serve-tools.ts";

const output = { payment_id: "/id", amount: "/cents", currency: "/currency", status: "/state" };
const secret = "a secret shared with the acquirer";
const kinds = { paid: "settled", refunded: "refunded", declined: "failed" } as const;

/** An acquirer that gives its payments numbers, and a session with it. */
async function openAcquirer({
  state = "paid",
  policy = {},
  annotations = {},
  currency = "BRL",
  amountMajor = "",
} = {}) {
  let last = 7_000;
  const toPayment = (cents: unknown) => ({ id: last, cents, currency, state });
  const acquirer = await serveTools({
    charge: {
      annotations,
      run({ input }) {
        last += 1;
        return toPayment(input["amount"]);
      },
    },
    show: { run: () => toPayment(0) },
  });
  onTestFinished(() => acquirer[Symbol.asyncDispose]());
  const pointers = { id: "/id", type: "/type", paymentId: "/payment" };
  const amounts = amountMajor === "" ? { amount: "/cents" } : { amountMajor };
  const webhook = { secret, event: { ...pointers, ...amounts }, kinds };
  const metaTools = [
    { kind: "pay", tool: "charge", output },
    { kind: "paymentStatus", tool: "show", input: { id: "$payment_id" }, output },
  ] as const;
  const money = { charge: { amount: "/amount", unit: "minor", currency: "BRL" } } as const;
  const test = openRuntime({
    servers: { acquirer: { url: acquirer.url, metaTools, money, webhook } },
  });
  onTestFinished(() => test.runtime.close());
  const servers = ["acquirer", "nuvem-fiscal", "z-api"];
  const opening = { user_id: "user_123", servers, policy };
  const { body } = await test.call("POST", "/v1/sessions", opening);
  const totals = async () => (await test.call("GET", "/v1/usage")).body.totals;
  const execute = async (tool: string, input: object) =>
    (await test.execute(body.id, tool, input)).body;
  const say = (event: object) => {
    const text = JSON.stringify(event);
    const signature = createHmac("sha256", secret).update(text).digest("hex");
    return test.call("POST", "/v1/webhooks/acquirer", text, { "X-Signature": signature });
  };
  return { execute, totals, say };
}

describe("a payment at a configured server", () => {
  it.each([
    [150, 15_000],
    [150.5, 15_050],
  ])("of %d reais by codespar_charge is billed as %d centavos", async (amount, cents) => {
    const { execute, totals } = await openAcquirer();
    const { data } = await execute("codespar_charge", { amount });
    expect(data).toMatchObject({ amount, amount_minor: cents });
    expect((await totals()).settled).toEqual([{ currency: "BRL", count: 1, amount_minor: cents }]);
  });

  it("whose ids are numbers is found, billed, and told of by webhooks", async () => {
    const { execute, totals, say } = await openAcquirer({ state: "waiting" });
    const { data } = await execute("codespar_pay", { amount: 500 });
    expect(data).toMatchObject({ id: "7001", payment_id: "7001" });
    const { status } = await say({ id: 1, type: "paid", payment: 7001, cents: 500 });
    expect(status).toBe(200);
    expect((await say({ id: 2, type: "refunded", payment: 7001, cents: 200 })).status).toBe(200);
    expect(await totals()).toMatchObject({
      settled: [{ currency: "BRL", count: 1, amount_minor: 500 }],
      refunded: [{ currency: "BRL", count: 1, amount_minor: 200 }],
    });
    const asked = { action: "status", payment_id: data.payment_id };
    expect(await execute("codespar_pay", asked)).toMatchObject({ success: true });
  });

  it("of which a part is captured is billed, refunded and invoiced for that part", async () => {
    const { execute, totals, say } = await openAcquirer({ state: "waiting" });
    const { data } = await execute("codespar_pay", { amount: 500 });
    await say({ id: 1, type: "paid", payment: 7001, cents: 300 });
    const captured = [{ currency: "BRL", count: 1, amount_minor: 300 }];
    expect((await totals()).settled).toEqual(captured);
    const invoice = await execute("codespar_invoice", { payment_id: data.payment_id });
    expect(invoice).toMatchObject({ success: true, data: { amount: 300 } });
    await say({ id: 2, type: "refunded", payment: 7001, cents: 300 });
    expect(await totals()).toMatchObject({ settled: captured, refunded: captured });
  });

  it.each([
    ["BRL", 150.5, 15_050],
    ["BRL", "150.50", 15_050],
    ["CLP", "150", 150],
    ["KWD", 0.15, 150],
  ])(
    "is billed for what its webhook tells in major units: %s %s",
    async (currency, value, cents) => {
      const amountMajor = "/value";
      const { execute, totals, say } = await openAcquirer({
        state: "waiting",
        currency,
        amountMajor,
      });
      await execute("codespar_pay", { amount: 500, currency });
      expect((await say({ id: 1, type: "paid", payment: 7001, value })).status).toBe(200);
      expect((await totals()).settled).toEqual([{ currency, count: 1, amount_minor: cents }]);
    },
  );

  it.each([0, -1, "", "1,50", "1e3", 1e300, true, null, undefined])(
    "is not billed for %s, which is no amount in major units",
    async (value) => {
      const amountMajor = "/value";
      const { execute, totals, say } = await openAcquirer({ state: "waiting", amountMajor });
      await execute("codespar_pay", { amount: 500 });
      expect((await say({ id: 1, type: "paid", payment: 7001, value })).status).toBe(400);
      expect((await totals()).settled).toEqual([]);
    },
  );

  it("fails with whatever amount its webhook tells", async () => {
    const { execute, totals, say } = await openAcquirer({ state: "waiting" });
    await execute("codespar_pay", { amount: 500 });
    expect((await say({ id: 1, type: "declined", payment: 7001, cents: 0 })).status).toBe(200);
    expect((await totals()).settled).toEqual([]);
  });

  it.each(["codespar_pay", "acquirer_charge"])(
    "by %s counts, although the server says that its tool changes nothing",
    async (tool) => {
      const { execute } = await openAcquirer({
        policy: { limits: [{ currency: "BRL", per_day: 1_000 }] },
        annotations: { readOnlyHint: true },
      });
      expect(await execute(tool, { amount: 600 })).toMatchObject({ success: true });
      expect(await execute(tool, { amount: 600 })).toMatchObject({ error_code: "policy_denied" });
    },
  );

  it("is shown without counting as another one, and without being asked about", async () => {
    const { execute } = await openAcquirer({
      policy: { limits: [{ currency: "BRL", per_day: 1_000 }] },
    });
    const { data } = await execute("codespar_pay", { amount: 500 });
    const status = { action: "status", payment_id: data.payment_id };
    expect(await execute("codespar_pay", status)).toMatchObject({ success: true });
    const told = { ...status, amount: 500 };
    expect(await execute("codespar_pay", told)).toMatchObject({ success: true });
    expect(await execute("codespar_pay", { amount: 500 })).toMatchObject({ success: true });
  });

  it("that tells nothing of who paid is invoiced to a consumer, and nobody is notified", async () => {
    const { execute } = await openAcquirer();
    const { data } = await execute("codespar_pay", { amount: 500 });
    const invoice = await execute("codespar_invoice", { payment_id: data.payment_id });
    expect(invoice).toMatchObject({ success: true, data: { amount: 500, recipient: "Consumer" } });
    expect(await execute("codespar_notify", { message: "Thank you" })).toMatchObject({
      error_code: "invalid_input",
      data: { field: "/to", rule: "required" },
    });
  });
});

it("is invoiced as the session's own, where two servers gave payments the same id", async () => {
  const test = openRuntime({
    servers: Object.fromEntries(
      await Promise.all(
        ["one", "two"].map(async (name) => {
          const run = ({ input }: { readonly input: Readonly<Record<string, unknown>> }) => ({
            id: 7001,
            cents: input["amount"],
            currency: "BRL",
            state: "paid",
          });
          const served = await serveTools({ charge: { run } });
          onTestFinished(() => served[Symbol.asyncDispose]());
          const metaTools = [{ kind: "pay", tool: "charge", output }] as const;
          return [name, { url: served.url, metaTools }] as const;
        }),
      ),
    ),
  });
  onTestFinished(() => test.runtime.close());
  const sessions: string[] = [];
  for (const [server, amount] of [
    ["one", 100],
    ["two", 200],
  ] as const) {
    const id = await test.session([server, "nuvem-fiscal"]);
    await test.execute(id, "codespar_pay", { amount });
    sessions.push(id);
  }
  for (const [index, amount] of [100, 200].entries()) {
    const invoice = { payment_id: "7001" };
    const { body } = await test.execute(sessions[index] ?? "", "codespar_invoice", invoice);
    expect(body).toMatchObject({ success: true, data: { amount } });
  }
});

it("counts what the items of a checkout come to, where the server does not say it", async () => {
  const shop = await serveTools({ open: { run: ({ input }) => ({ ...input }) } });
  onTestFinished(() => shop[Symbol.asyncDispose]());
  const metaTools = [{ kind: "checkout", tool: "open", output }] as const;
  const test = openRuntime({ servers: { shop: { url: shop.url, metaTools } } });
  onTestFinished(() => test.runtime.close());
  const opening = {
    user_id: "user_123",
    servers: ["shop"],
    policy: { limits: [{ currency: "BRL", per_call: 500 }] },
  };
  const { body } = await test.call("POST", "/v1/sessions", opening);
  const check = async (price: number) => {
    const items = [{ name: "Shirt", price, quantity: 2 }];
    return (await test.execute(body.id, "codespar_checkout", { items })).body;
  };
  expect(await check(250)).toMatchObject({ success: true, data: { amount: 500 } });
  expect(await check(251)).toMatchObject({
    error_code: "policy_denied",
    data: { rule_id: "session.limits[0].per_call" },
  });
});

describe("a route to a server that counts in major units", () => {
  const route = {
    kind: "pay",
    input: { value: "$amount_major", note: "$description" },
    output: { payment_id: "/id", amount_major: "/value", currency: "/currency", status: "/state" },
  } as const;

  async function openBank(tool: string, said: object = { currency: "brl" }, options = {}) {
    const bank = await serveTools({
      charge: { run: ({ input }) => ({ id: "c1", value: input["value"], state: "paid", ...said }) },
    });
    onTestFinished(() => bank[Symbol.asyncDispose]());
    const test = openRuntime({
      servers: { bank: { url: bank.url, metaTools: [{ ...route, tool }] } },
      ...options,
    });
    onTestFinished(() => test.runtime.close());
    const id = await test.session(["bank"]);
    const { body } = await test.execute(id, "codespar_pay", { amount: 15_050 });
    return { body, totals: (await test.call("GET", "/v1/usage")).body.totals };
  }

  it("asks for so many reais, and bills so many centavos", async () => {
    const { body, totals } = await openBank("charge");
    expect(body.data).toMatchObject({ value: 150.5, amount: 15_050, payment_id: "c1" });
    expect(totals.settled).toEqual([{ currency: "BRL", count: 1, amount_minor: 15_050 }]);
  });

  it("bills in the currency that was asked for, where the server tells none", async () => {
    const { totals } = await openBank("charge", {});
    expect(totals.settled).toEqual([{ currency: "BRL", count: 1, amount_minor: 15_050 }]);
  });

  it.each([-150.5, 0, "-150.50"])("bills nothing for an amount of %s", async (value) => {
    const { body, totals } = await openBank("charge", { value, currency: "BRL" });
    expect(body).toMatchObject({ success: true });
    expect(totals.settled).toEqual([]);
  });

  it("bills also what an answer says that is too long to be handed on", async () => {
    const said = { currency: "BRL", qr: "x".repeat(1_000) };
    const { body, totals } = await openBank("charge", said, { maxResultBytes: 500 });
    expect(body).toMatchObject({ success: true, warning: expect.stringContaining("was cut") });
    expect(totals.settled).toEqual([{ currency: "BRL", count: 1, amount_minor: 15_050 }]);
  });

  it("asks for nothing where the server does not list the route's tool", async () => {
    const { body } = await openBank("chargee");
    expect(body).toMatchObject({ success: false, error_code: "unknown_tool" });
    expect(body.error).toContain('bank lists no tool "chargee"');
  });
});
