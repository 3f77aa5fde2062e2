import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";

describe("a connection", () => {
  it("shows what the server can do, its tools, and since when and how fast it answers", async () => {
    const { call, clock, session } = openRuntime();
    const id = await session();
    const { status, body } = await call("GET", `/v1/sessions/${id}/connections/stripe`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: "stripe",
      name: "Stripe",
      category: "payments",
      country: "GLOBAL",
      auth_type: "api_key",
      connected: true,
      status: "ready",
      capabilities: ["credit_card", "debit_card", "checkout_link", "subscription", "refund"],
      tools_count: 8,
      connected_at: new Date(clock.now()).toISOString(),
      latency_ms: expect.any(Number),
    });
    expect(body.tools).toHaveLength(8);
    expect(body.tools).toContainEqual({
      name: "stripe_create_payment_intent",
      description: expect.any(String),
    });
  });

  it("is not found when the session or the server is not", async () => {
    const { call, session } = openRuntime();
    const id = await session(["stripe"]);
    for (const path of [`${id}/connections/correios`, "ses_nope/connections/stripe"]) {
      for (const method of ["GET", "DELETE"]) {
        const { status, body } = await call(method, `/v1/sessions/${path}`);
        expect([status, body.code]).toEqual([404, "not_found"]);
      }
    }
  });
});

describe("disconnecting", () => {
  it("takes the server's tools out of the session, and leaves the others", async () => {
    const { call, session, execute } = openRuntime();
    const id = await session();
    const path = `/v1/sessions/${id}/connections/stripe`;
    const { status, body } = await call("DELETE", path);
    expect([status, body]).toEqual([204, ""]);
    const listed = await call("GET", `/v1/sessions/${id}/tools`);
    const servers = new Set(listed.body.data.map((tool: { server: string }) => tool.server));
    expect([...servers].toSorted()).toEqual(["codespar", "correios", "mercadopago"]);
    expect((await execute(id, "stripe_list_payment_intents", {})).body.error_code).toBe(
      "unknown_tool",
    );
    const shown = await call("GET", path);
    expect(shown.body).toMatchObject({ connected: false, status: "disconnected", tools: [] });
    expect(shown.body).not.toHaveProperty("connected_at");
    expect(shown.body).not.toHaveProperty("latency_ms");
  });

  it("sends a payment to the server that is left", async () => {
    const { call, session, execute } = openRuntime();
    const id = await session(["stripe", "mercadopago"]);
    await call("DELETE", `/v1/sessions/${id}/connections/stripe`);
    const { body } = await execute(id, "codespar_pay", { amount: 100, method: "pix" });
    expect(body).toMatchObject({ success: true, server: "mercadopago" });
  });

  it("is a conflict the second time, and a closed session has nothing to disconnect", async () => {
    const { call, session } = openRuntime();
    const id = await session();
    const path = `/v1/sessions/${id}/connections/stripe`;
    const answers = await Promise.all([call("DELETE", path), call("DELETE", path)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    expect((await call("DELETE", path)).body.code).toBe("not_connected");
    await call("DELETE", `/v1/sessions/${id}`);
    const closed = await call("DELETE", `/v1/sessions/${id}/connections/correios`);
    expect([closed.status, closed.body.code]).toEqual([404, "session_closed"]);
  });
});
