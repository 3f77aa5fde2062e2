import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";

const lost = { amount: 500, method: "pix", description: "sandbox:timeout_after_commit" };

/** A payment whose answer was lost. */
async function lose() {
  const test = openRuntime({ callTimeoutMs: 50 });
  const { body: session } = await test.call("POST", "/v1/sessions", {
    user_id: "user_123",
    servers: ["stripe"],
    policy: { limits: [{ currency: "BRL", per_day: 500 }] },
  });
  const { body } = await test.execute(session.id, "codespar_pay", lost, "k");
  expect(body.error_code).toBe("outcome_unknown");
  const resolve = (outcome: string, data?: object) =>
    test.call("POST", `/v1/tool-calls/${body.tool_call_id}/resolve`, {
      outcome,
      reason: "asked the provider",
      data,
    });
  return { ...test, id: String(session.id), callId: String(body.tool_call_id), resolve };
}

describe("a call whose outcome is unknown", () => {
  it("that took effect is resolved with its result, which is given to who asks again", async () => {
    const { id, execute, resolve } = await lose();
    const { status, body } = await resolve("executed", { payment_id: "pay_found" });
    expect([status, body.status]).toEqual([200, "success"]);
    const again = await execute(id, "codespar_pay", lost, "k");
    expect(again.body).toMatchObject({
      success: true,
      data: { payment_id: "pay_found" },
      replayed: true,
    });
  });

  it("that had no effect gives its key and its money back", async () => {
    const { id, execute, resolve } = await lose();
    const other = { amount: 500, method: "pix" };
    expect((await execute(id, "codespar_pay", other)).body.error_code).toBe("policy_denied");
    expect((await resolve("not_executed")).body.status).toBe("error");
    const again = await execute(id, "codespar_pay", other, "k");
    expect(again.body).toMatchObject({ success: true });
    expect(again.body.replayed).toBeUndefined();
  });

  it("is resolved once, by a key that may, and the audit says by whom and why", async () => {
    const { call, callId, resolve } = await lose();
    const { body: key } = await call("POST", "/v1/api-keys", {
      name: "agent",
      scopes: ["sessions:read", "tools:execute"],
    });
    const agent = { Authorization: `Bearer ${key.key}` };
    const path = `/v1/tool-calls/${callId}/resolve`;
    const decision = { outcome: "executed", reason: "I say so" };
    expect((await call("POST", path, decision, agent)).status).toBe(403);
    expect((await resolve("executed")).status).toBe(200);
    expect((await resolve("not_executed")).status).toBe(409);
    const { body } = await call("GET", `/v1/audit?tool_call_id=${callId}`);
    expect(body.data.at(-1)).toMatchObject({
      kind: "outcome",
      status: "success",
      decision: expect.stringMatching(/^resolved by key_\w+: it took effect: asked the provider$/),
    });
    expect((await call("GET", "/v1/audit/verify")).body.valid).toBe(true);
  });
});
