import { describe, expect, it } from "vitest";

import { openStore } from "../src/store/open-store.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { newStore } from "./stores/new-store.ts";

const pay = { amount: 9990, method: "pix" };

async function payments({ execute }: TestRuntime, id: string): Promise<number> {
  const { body } = await execute(id, "stripe_list_payment_intents", {});
  return body.data.payments.length;
}

describe("an idempotency key", () => {
  it("gives the first result again, and pays once", async () => {
    const test = openRuntime();
    const id = await test.session();
    const first = await test.execute(id, "codespar_pay", pay, "key-1");
    const second = await test.execute(id, "codespar_pay", pay, "key-1");
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.body).toEqual({ ...first.body, replayed: true });
    expect(await payments(test, id)).toBe(1);
  });

  it("recognises the same arguments in another order and the tool by another spelling", async () => {
    const test = openRuntime();
    const id = await test.session();
    const tool = "stripe_create_payment_intent";
    const first = await test.execute(id, tool, { amount: 1, method: "pix" }, "key-1");
    const spelled = "stripe/create_payment_intent";
    const second = await test.execute(id, spelled, { method: "pix", amount: 1 }, "key-1");
    expect(second.body.tool_call_id).toBe(first.body.tool_call_id);
    expect(await payments(test, id)).toBe(1);
  });

  it("refuses other arguments, and dispatches nothing", async () => {
    const test = openRuntime();
    const id = await test.session();
    await test.execute(id, "codespar_pay", pay, "key-1");
    const { status, body } = await test.execute(id, "codespar_pay", { amount: 1 }, "key-1");
    expect([status, body.code]).toEqual([422, "idempotency_conflict"]);
    expect(await payments(test, id)).toBe(1);
  });

  it("is another key in another session", async () => {
    const test = openRuntime();
    const [one, two] = [await test.session(), await test.session()];
    await test.execute(one, "codespar_pay", pay, "key-1");
    const { body } = await test.execute(two, "codespar_pay", pay, "key-1");
    expect(body.replayed).toBeUndefined();
    expect(await payments(test, one)).toBe(2);
  });

  it("pays once for 50 requests at the same time", async () => {
    const test = openRuntime();
    const id = await test.session();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => test.execute(id, "codespar_pay", pay, "key-1")),
    );
    expect(new Set(answers.map(({ body }) => body.data.payment_id)).size).toBe(1);
    expect(await payments(test, id)).toBe(1);
  });

  it("answers 409 when the first request takes too long", async () => {
    const test = openRuntime({ duplicateWaitMs: 0, callTimeoutMs: 200 });
    const id = await test.session();
    const slow = { ...pay, description: "sandbox:timeout_after_commit" };
    const first = test.execute(id, "codespar_pay", slow, "key-1");
    // The duplicate must find the first one dispatched, not merely sent.
    await expect.poll(() => payments(test, id)).toBe(1);
    const { status, body, headers } = await test.execute(id, "codespar_pay", slow, "key-1");
    expect([status, body.code]).toEqual([409, "call_in_progress"]);
    expect(headers.get("retry-after")).toBe("1");
    expect((await first).body.error_code).toBe("outcome_unknown");
  });

  it("keeps an unknown outcome unknown, and never dispatches again", async () => {
    const test = openRuntime({ callTimeoutMs: 50 });
    const id = await test.session();
    const lost = { ...pay, description: "sandbox:timeout_after_commit" };
    const first = await test.execute(id, "codespar_pay", lost, "key-1");
    expect(first.body).toMatchObject({ success: false, error_code: "outcome_unknown" });
    const second = await test.execute(id, "codespar_pay", lost, "key-1");
    expect([second.status, second.body.replayed]).toEqual([200, true]);
    expect(second.body.error_code).toBe("outcome_unknown");
    expect(await payments(test, id)).toBe(1);
  });

  it("is free again after a failure that did nothing", async () => {
    const test = openRuntime();
    const id = await test.session();
    const limited = { ...pay, description: "sandbox:rate_limited" };
    const first = await test.execute(id, "codespar_pay", limited, "key-1");
    expect(first.body).toMatchObject({ error_code: "provider_rate_limited" });
    expect(first.body.data.retry_after).toBe(2);
    const second = await test.execute(id, "codespar_pay", limited, "key-1");
    expect(second.body.replayed).toBeUndefined();
  });

  it("keeps a refusal of the provider", async () => {
    const test = openRuntime();
    const id = await test.session();
    const declined = { ...pay, description: "sandbox:declined" };
    const first = await test.execute(id, "codespar_pay", declined, "key-1");
    expect(first.body).toMatchObject({ success: false, error_code: "provider_error" });
    const second = await test.execute(id, "codespar_pay", declined, "key-1");
    expect(second.body).toMatchObject({ replayed: true, error_code: "provider_error" });
  });

  it("expires after 24 hours, and still refuses a second run", async () => {
    const test = openRuntime({ idleTimeoutMs: 1e12 });
    const id = await test.session();
    await test.execute(id, "codespar_pay", pay, "key-1");
    test.clock.advance(25 * 3_600_000);
    await test.call("POST", "/v1/sandbox/clock", { advance_ms: 0 });
    const { status, body } = await test.execute(id, "codespar_pay", pay, "key-1");
    expect([status, body.code]).toEqual([422, "idempotency_conflict"]);
    expect(await payments(test, id)).toBe(1);
  });
});

describe("a crash", () => {
  it("leaves a call that was under way with an unknown outcome, and it is not dispatched again", async () => {
    const file = newStore();
    const apiKey = "csk_test_0123456789abcdef";
    const before = openRuntime({ store: file, apiKey });
    const id = await before.session();
    await before.execute(id, "codespar_pay", pay, "key-1");
    await before.runtime.close();
    // What a kill between dispatch and outcome leaves behind.
    const store = await openStore(file);
    await store.write((transaction) =>
      transaction.updateTable("tool_calls").set({ status: "running", result: null }).execute(),
    );
    await store.close();

    const after = openRuntime({ store: file, apiKey });
    const { status, body } = await after.execute(id, "codespar_pay", pay, "key-1");
    expect([status, body.error_code, body.replayed]).toEqual([200, "outcome_unknown", true]);
    const { body: verification } = await after.call("GET", "/v1/audit/verify");
    expect(verification.valid).toBe(true);
    await after.runtime.close();
  });

  it("lets a read-only call that was under way be made again under its key", async () => {
    const file = newStore();
    const apiKey = "csk_test_0123456789abcdef";
    const before = openRuntime({ store: file, apiKey });
    const id = await before.session();
    await before.execute(id, "stripe_list_payment_intents", {}, "key-1");
    await before.runtime.close();
    const store = await openStore(file);
    await store.write((transaction) =>
      transaction.updateTable("tool_calls").set({ status: "running", result: null }).execute(),
    );
    await store.close();

    const after = openRuntime({ store: file, apiKey });
    const { body } = await after.execute(id, "stripe_list_payment_intents", {}, "key-1");
    expect(body).toMatchObject({ success: true, data: { payments: [] } });
    await after.runtime.close();
  });
});
