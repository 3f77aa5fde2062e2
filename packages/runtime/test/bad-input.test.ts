import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";
import { serveTools } from "./servers/serve-tools.ts";

async function expectRefusal(
  answer: Promise<{ readonly status: number; readonly body: any; readonly headers: Headers }>,
  status: number,
  code: string,
): Promise<any> {
  const { status: actual, body, headers } = await answer;
  expect([actual, body.code]).toEqual([status, code]);
  expect(body).toMatchObject({ error: code, status, message: expect.any(String) });
  expect(body.request_id).toBe(headers.get("x-request-id"));
  return body;
}

describe("opening a session", () => {
  it.each([
    ["an unknown preset", { user_id: "u", preset: "martian" }, "preset"],
    ["an unknown server", { user_id: "u", servers: ["nope"] }, "servers"],
    ["a missing user_id", { servers: ["stripe"] }, "user_id"],
    ["neither servers nor preset", { user_id: "u" }, "servers"],
    ["servers that are not a list", { user_id: "u", servers: "stripe" }, "servers"],
    [
      "metadata with a long value",
      { user_id: "u", servers: [], metadata: { a: "x".repeat(501) } },
      "metadata.a",
    ],
    [
      "a preset named like a member of every object",
      { user_id: "u", preset: "constructor" },
      "preset",
    ],
  ])("refuses %s and names the field", async (_title, body, field) => {
    const { call } = openRuntime();
    const refusal = await expectRefusal(call("POST", "/v1/sessions", body), 400, "invalid_request");
    expect(refusal.details.field).toBe(field);
  });

  it("refuses a malformed project id, and an unknown project as not found", async () => {
    const { call } = openRuntime();
    const body = { user_id: "u", servers: [] };
    const send = (project: string) =>
      call("POST", "/v1/sessions", body, { "x-codespar-project": project });
    await expectRefusal(send("prj_short"), 400, "invalid_request");
    await expectRefusal(send("prj_0123456789abcdef"), 404, "not_found");
  });

  it("asks for JSON where it is sent as something else", async () => {
    const { call } = openRuntime();
    const asText = { "Content-Type": "text/plain" };
    const { status, body } = await call("POST", "/v1/sessions", "{}", asText);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: "invalid_request",
      message: "Send JSON, with Content-Type: application/json.",
    });
  });

  it("refuses a body that is not JSON, and one that is too large", async () => {
    const { call } = openRuntime({ maxBodyBytes: 1_000 });
    await expectRefusal(call("POST", "/v1/sessions", "{"), 400, "invalid_request");
    const large = { user_id: "u", servers: [], preset: "x".repeat(2_000) };
    await expectRefusal(call("POST", "/v1/sessions", large), 413, "payload_too_large");
  });
});

describe("a request", () => {
  it.each([
    ["no key", ""],
    ["a wrong key", "Bearer csk_test_0000000000000000000000"],
    ["another scheme", "Basic abc"],
  ])("with %s is unauthorized", async (_title, authorization) => {
    const { call } = openRuntime();
    const headers = { Authorization: authorization };
    await expectRefusal(call("GET", "/v1/sessions", undefined, headers), 401, "unauthorized");
  });

  it("takes no name that every object has for one of the catalog", async () => {
    const { call } = openRuntime();
    const servers = ["constructor", "__proto__"];
    const opened = await call("POST", "/v1/sessions", { user_id: "u1", servers });
    expect(opened.body.message).toBe("Unknown server: constructor, __proto__.");
    const shown = await call("GET", "/v1/servers/constructor");
    expect(shown.body.message).toBe('There is no server "constructor".');
  });

  it("reaches a server's tool whatever it is called", async () => {
    const run = (): object => ({ ran: true });
    await using provider = await serveTools({ constructor: { run }, toString: { run } });
    const acme = { url: provider.url, money: { charge: null }, reconcile: {} };
    const { execute, session } = openRuntime({ servers: { acme } });
    const id = await session(["acme"]);
    for (const tool of ["acme_constructor", "acme_toString"]) {
      expect((await execute(id, tool, {})).body).toMatchObject({ data: { ran: true } });
    }
  });

  it("to an unknown route or session is not found", async () => {
    const { call, execute } = openRuntime();
    await expectRefusal(call("GET", "/v1/nothing"), 404, "not_found");
    await expectRefusal(call("GET", "/v1/sessions/ses_x"), 404, "not_found");
    await expectRefusal(execute("ses_x", "codespar_pay", {}), 404, "not_found");
    await expectRefusal(call("DELETE", "/v1/sessions/ses_x"), 404, "not_found");
  });

  it("with a key that is not visible ASCII of 1 to 255 characters is refused", async () => {
    const { session, execute } = openRuntime();
    const id = await session();
    for (const key of ["has space", "x".repeat(256)]) {
      await expectRefusal(execute(id, "codespar_pay", { amount: 1 }, key), 400, "invalid_request");
    }
  });
});

describe("executing a tool", () => {
  it("answers an unknown tool with a result, and dispatches nothing", async () => {
    const { call, session, execute } = openRuntime();
    const id = await session();
    const { status, body } = await execute(id, "nope__unregistered_probe", {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: false, error_code: "unknown_tool" });
    expect(body.error).toMatch(/^Tool not registered/);
    expect((await call("GET", `/v1/sessions/${id}/logs`)).body.data).toEqual([]);
  });

  it.each([
    ["codespar_pay", { amount: "ten" }, "/amount", "type"],
    ["codespar_pay", { amount: 0 }, "/amount", "exclusiveMinimum"],
    ["codespar_pay", { amount: 1, currency: "real" }, "/currency", "pattern"],
    ["codespar_pay", {}, "/amount", "required"],
    ["stripe_create_payment_intent", { method: "card" }, "/amount", "required"],
    ["stripe_create_payment_intent", { amount: 1, method: "cash" }, "/method", "enum"],
  ])("refuses %s with %o: %s breaks %s", async (tool, input, field, rule) => {
    const { call, session, execute } = openRuntime();
    const id = await session();
    const { status, body } = await execute(id, tool, input);
    expect([status, body.success, body.error_code]).toEqual([200, false, "invalid_input"]);
    expect(body.data).toMatchObject({ field, rule });
    const { body: logs } = await call("GET", `/v1/sessions/${id}/logs`);
    expect(logs.data).toEqual([]);
    expect((await execute(id, "codespar_pay", { amount: 1 })).body.success).toBe(true);
  });

  it("takes params for input, and the four spellings of a name", async () => {
    const { call, session } = openRuntime();
    const id = await session();
    const names = [
      "stripe_list_payment_intents",
      "stripe/list_payment_intents",
      "stripe__list_payment_intents",
      "STRIPE_LIST_PAYMENT_INTENTS",
    ];
    for (const tool of names) {
      const { body } = await call("POST", `/v1/sessions/${id}/execute`, { tool, params: {} });
      expect(body).toMatchObject({ success: true, tool: "stripe_list_payment_intents" });
    }
  });

  it("says which servers to connect when none can serve a meta-tool", async () => {
    const { session, execute } = openRuntime();
    const id = await session(["correios"]);
    const { body } = await execute(id, "codespar_pay", { amount: 1 });
    expect(body).toMatchObject({ success: false, error_code: "needs_connection" });
    expect(body.data.servers).toContain("stripe");
  });

  it("never charges a customer when a payee was named", async () => {
    const { call, session, execute } = openRuntime();
    const id = await session();
    const { body } = await execute(id, "codespar_pay", { amount: 1, recipient: "someone" });
    expect(body.success).toBe(false);
    expect((await call("GET", `/v1/sessions/${id}/logs`)).body.data).toEqual([]);
  });
});
