import { describe, expect, it } from "vitest";

import { openStore } from "../src/store/open-store.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { as, keys, openTenants } from "./open-tenants.ts";

async function totals({ call }: TestRuntime): Promise<any> {
  return (await call("GET", "/v1/usage")).body.totals;
}

async function charge(test: TestRuntime, amount: number, method = "pix"): Promise<string> {
  const id = await test.session(["stripe"]);
  const { body } = await test.execute(id, "codespar_pay", { amount, method });
  return body.data.payment_id;
}

function act({ call }: TestRuntime, payment: string, action: string) {
  return call("POST", `/v1/sandbox/payments/${payment}/${action}`);
}

describe("usage", () => {
  it("adds up also what no number holds exactly", async () => {
    const test = openRuntime();
    for (let times = 0; times < 2; times += 1) {
      await charge(test, Number.MAX_SAFE_INTEGER, "card");
    }
    const { settled } = await totals(test);
    expect(settled).toMatchObject([{ currency: "BRL", count: 2 }]);
    expect(settled[0].amount_minor).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  });

  it("shows a test key no payment of a live session", async () => {
    const test = await openTenants();
    const { body: session } = await test.call(
      "POST",
      "/v1/sessions",
      { user_id: "of_live", servers: ["stripe"] },
      as(keys.a),
    );
    const execute = async (id: string, tool: string, input: object) => {
      const asked = { tool, input };
      return (await test.call("POST", `/v1/sessions/${id}/execute`, asked, as(keys.a))).body;
    };
    const { data } = await execute(session.id, "codespar_pay", { amount: 100, method: "pix" });
    const store = await openStore(test.file);
    await store.write((transaction) =>
      transaction
        .updateTable("sessions")
        .set({ environment: "live" })
        .where("id", "=", session.id)
        .execute(),
    );
    const opening = { user_id: "of_test", servers: ["stripe"] };
    const { body: other } = await test.call("POST", "/v1/sessions", opening, as(keys.a));
    const status = { action: "status", payment_id: data.payment_id };
    expect(await execute(other.id, "codespar_pay", status)).toMatchObject({
      success: false,
      error_code: "invalid_input",
    });
  });

  it("counts every call and bills none before money settles", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe"]);
    await test.execute(id, "codespar_discover", { query: "pix" });
    await test.execute(id, "codespar_pay", { amount: 100, method: "pix" });
    expect(await totals(test)).toEqual({
      tool_calls: 2,
      billable_transactions: 0,
      settled: [],
      refunded: [],
    });
  });

  it("bills a Pix once when it settles, however often that is said", async () => {
    const test = openRuntime();
    const payment = await charge(test, 15_000);
    expect((await act(test, payment, "settle")).body.status).toBe("settled");
    const again = await act(test, payment, "settle");
    expect([again.status, again.body.code]).toEqual([400, "invalid_request"]);
    expect(await totals(test)).toMatchObject({
      billable_transactions: 1,
      settled: [{ currency: "BRL", count: 1, amount_minor: 15_000 }],
    });
  });

  it("tells a live key nothing of what test keys of its project did", async () => {
    const { call } = await openTenants();
    const { body: session } = await call(
      "POST",
      "/v1/sessions",
      { user_id: "user_123", servers: ["stripe"] },
      as(keys.a),
    );
    const pay = { tool: "codespar_pay", input: { amount: 500, method: "card" } };
    await call("POST", `/v1/sessions/${session.id}/execute`, pay, as(keys.a));
    const told = async (key: string) =>
      (await call("GET", "/v1/usage", undefined, as(key))).body.totals;
    expect(await told(keys.a)).toMatchObject({ tool_calls: 1, billable_transactions: 1 });
    const nothing = { tool_calls: 0, billable_transactions: 0, settled: [], refunded: [] };
    expect(await told(keys.live)).toEqual(nothing);
  });

  it("bills a card payment at once", async () => {
    const test = openRuntime();
    await charge(test, 500, "card");
    expect(await totals(test)).toMatchObject({
      billable_transactions: 1,
      settled: [{ currency: "BRL", count: 1, amount_minor: 500 }],
    });
  });

  it("takes refunds off, whole and in part, and never more than was paid", async () => {
    const test = openRuntime();
    const payment = await charge(test, 1_000, "card");
    const id = await test.session(["stripe"]);
    const refund = (amount: number) =>
      test.execute(id, "stripe_create_refund", { payment_id: payment, amount });
    expect((await refund(300)).body.success).toBe(true);
    expect((await refund(800)).body).toMatchObject({ error_code: "provider_error" });
    expect((await refund(700)).body.data.status).toBe("refunded");
    expect(await totals(test)).toMatchObject({
      billable_transactions: 1,
      settled: [{ currency: "BRL", count: 1, amount_minor: 1_000 }],
      refunded: [{ currency: "BRL", count: 2, amount_minor: 1_000 }],
    });
  });

  it("bills nothing for a payment that fails", async () => {
    const test = openRuntime();
    const payment = await charge(test, 1_000);
    expect((await act(test, payment, "fail")).body.status).toBe("failed");
    expect((await act(test, payment, "settle")).status).toBe(400);
    expect(await totals(test)).toMatchObject({ billable_transactions: 0, settled: [] });
  });

  it("bills a sandbox Pix that the payer pays by itself a minute later", async () => {
    const test = openRuntime();
    await charge(test, 1_000);
    await test.call("POST", "/v1/sandbox/clock", { advance_ms: 61_000 });
    expect(await totals(test)).toMatchObject({ billable_transactions: 1 });
  });

  it("is grouped by day, server, tool, session or framework", async () => {
    const test = openRuntime();
    const payment = await charge(test, 1_000);
    await act(test, payment, "settle");
    const group = async (by: string) =>
      (await test.call("GET", `/v1/usage?group_by=${by}`)).body.data;
    const settled = [{ currency: "BRL", count: 1, amount_minor: 1_000 }];
    const counted = { tool_calls: 1, billable_transactions: 1, settled, refunded: [] };
    expect(await group("day")).toEqual([{ period: "2026-11-21", ...counted }]);
    expect(await group("server")).toEqual([{ period: "stripe", ...counted }]);
    expect(await group("tool")).toEqual([{ period: "codespar_pay", ...counted }]);
    expect(await group("framework")).toEqual([{ period: "none", ...counted }]);
    expect((await test.call("GET", "/v1/usage?group_by=planet")).status).toBe(400);
  });

  it("tells each group its own money, and all of it in sum", async () => {
    const test = openRuntime();
    await act(test, await charge(test, 1_000, "card"), "refund");
    const { body: opened } = await test.call("POST", "/v1/sessions", {
      user_id: "user_123",
      servers: ["conekta", "stripe"],
    });
    for (const currency of ["MXN", "BRL"]) {
      await test.execute(opened.id, "codespar_pay", { amount: 300, method: "card", currency });
    }
    const { data, totals: sums } = (await test.call("GET", "/v1/usage?group_by=server")).body;
    const of = (currency: string, count: number, amount_minor: number) => ({
      currency,
      count,
      amount_minor,
    });
    expect(data).toEqual([
      {
        period: "conekta",
        tool_calls: 1,
        billable_transactions: 1,
        settled: [of("MXN", 1, 300)],
        refunded: [],
      },
      {
        period: "stripe",
        tool_calls: 2,
        billable_transactions: 2,
        settled: [of("BRL", 2, 1_300)],
        refunded: [of("BRL", 1, 1_000)],
      },
    ]);
    expect(sums).toEqual({
      tool_calls: 3,
      billable_transactions: 3,
      settled: [of("BRL", 2, 1_300), of("MXN", 1, 300)],
      refunded: [of("BRL", 1, 1_000)],
    });
  });

  it("equals settled minus refunded after any sequence of sandbox actions", async () => {
    const test = openRuntime();
    let expected = 0;
    for (let index = 1; index <= 20; index += 1) {
      const amount = index * 10;
      const payment = await charge(test, amount);
      if (index % 4 === 0) {
        await act(test, payment, "fail");
        continue;
      }
      await act(test, payment, "settle");
      if (index % 3 === 0) await act(test, payment, "refund");
      else expected += amount;
    }
    const { settled, refunded } = await totals(test);
    expect(settled[0].amount_minor - refunded[0].amount_minor).toBe(expected);
  });
});
