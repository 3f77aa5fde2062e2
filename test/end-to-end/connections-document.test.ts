/** The requirement document on connections, through the SDK and as plain HTTP, over a socket. */
import { createRuntime } from "@codespar/runtime";
import { type ServedRuntime, serve } from "@codespar/runtime/node";
import { CodeSpar, type Session } from "@codespar/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const runtime = createRuntime();
let served: ServedRuntime;
let codespar: CodeSpar;

beforeAll(async () => {
  served = await serve(runtime, { port: 0 });
  codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
});
afterAll(() => served.close());

function send(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${served.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${runtime.apiKey}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** A session whose user connected Stripe before, and not Mercado Pago. */
async function openPending(): Promise<Session> {
  const user_id = `user_${crypto.randomUUID()}`;
  await send("POST", "/v1/connections", { server_id: "stripe", user_id, secret: "sk_test_1" });
  return codespar.create(user_id, {
    servers: ["stripe", "mercadopago"],
    manageConnections: { accounts: "user" },
  });
}

/** Consents as the user would in a browser. */
async function consent(url: string): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams({ decision: "allow" }) });
}

describe("GET …/connections", () => {
  it("answers the documented rows for the documented session", async () => {
    const servers = ["stripe", "mercadopago", "correios"];
    await using session = await codespar.create("user_123", { servers });
    const response = await send("GET", `/v1/sessions/${session.id}/connections`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      data: [
        {
          id: "stripe",
          name: "Stripe",
          category: "payments",
          country: "GLOBAL",
          auth_type: "api_key",
          connected: true,
          tools_count: 8,
          status: "ready",
        },
        {
          id: "mercadopago",
          name: "Mercado Pago",
          category: "payments",
          country: "BR",
          auth_type: "oauth",
          connected: true,
          tools_count: 6,
          status: "ready",
        },
        {
          id: "correios",
          name: "Correios",
          category: "logistics",
          country: "BR",
          auth_type: "api_key",
          connected: true,
          tools_count: 4,
          status: "ready",
        },
      ],
      total: 3,
      session_id: session.id,
    });
  });

  it("answers the other document's rows while the user has yet to connect one", async () => {
    await using session = await openPending();
    const response = await send("GET", `/v1/sessions/${session.id}/connections`);
    expect(await response.json()).toMatchObject({
      connections: [
        {
          id: "stripe",
          name: "Stripe",
          connected: true,
          connected_at: expect.stringMatching(/^\d{4}-.*Z$/),
        },
        {
          id: "mercadopago",
          name: "Mercado Pago",
          connected: false,
          redirectUrl: expect.stringContaining(
            `${served.url}/connect/mercadopago?session=${session.id}`,
          ),
        },
      ],
    });
  });
});

describe("GET …/connections/:serverId", () => {
  it("answers the documented detail", async () => {
    await using session = await codespar.create("user_123", { servers: ["stripe"] });
    const response = await send("GET", `/v1/sessions/${session.id}/connections/stripe`);
    expect(response.status).toBe(200);
    const detail = (await response.json()) as { tools: readonly object[] };
    expect(detail).toMatchObject({
      id: "stripe",
      name: "Stripe",
      category: "payments",
      country: "GLOBAL",
      auth_type: "api_key",
      connected: true,
      status: "ready",
      capabilities: ["credit_card", "debit_card", "checkout_link", "subscription", "refund"],
      connected_at: expect.stringMatching(/^\d{4}-.*Z$/),
      latency_ms: expect.any(Number),
    });
    for (const name of ["stripe_create_payment_intent", "stripe_create_checkout"]) {
      expect(detail.tools).toContainEqual({ name, description: expect.any(String) });
    }
  });
});

describe("POST …/connections/:serverId/authorize", () => {
  it("answers the documented fields, and the connection changes once the user is through", async () => {
    await using session = await openPending();
    const path = `/v1/sessions/${session.id}/connections/mercadopago`;
    const redirect_url = `${served.url}/healthz`;
    const response = await send("POST", `${path}/authorize`, { redirect_url, scopes: ["read"] });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { redirect_url: string; state: string };
    expect(answer).toMatchObject({
      connected: false,
      redirect_url: expect.stringMatching(/client_id=.*&redirect_uri=/s),
      state: expect.stringMatching(/^oauth_/),
      scopes: ["read"],
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(new URL(answer.redirect_url).searchParams.get("state")).toBe(answer.state);
    const home = await consent(answer.redirect_url);
    expect(home.url).toBe(`${redirect_url}?server=mercadopago&connected=true`);
    expect(await (await send("GET", path)).json()).toMatchObject({
      connected: true,
      status: "ready",
    });
    const names = (await session.tools()).map(({ server }) => server);
    expect(names.filter((server) => server === "mercadopago")).toHaveLength(6);
  });

  it("is the snippet's flow: authorize, send the user there, look at the connections", async () => {
    await using session = await openPending();
    const printed: string[] = [];
    const auth = await session.authorize("mercadopago");
    if (!auth.connected && auth.redirectUrl) {
      printed.push(`Connect Mercado Pago: ${auth.redirectUrl}`);
    }
    const connections = await session.connections();
    for (const conn of connections) {
      printed.push(`${conn.id}: ${conn.connected ? "connected" : "pending"}`);
    }
    expect(printed).toEqual([
      expect.stringContaining("Connect Mercado Pago: http"),
      "stripe: connected",
      "mercadopago: pending",
    ]);
    await consent(auth.redirectUrl ?? "");
    expect(await session.authorize("mercadopago")).toEqual({ connected: true });
  });
});

describe("DELETE …/connections/:serverId", () => {
  it("is 204 without a body, and its tools are gone", async () => {
    await using session = await codespar.create("user_123", { servers: ["stripe"] });
    const response = await send("DELETE", `/v1/sessions/${session.id}/connections/stripe`);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    const tools = await session.tools();
    expect(tools.filter(({ server }) => server === "stripe")).toEqual([]);
  });
});

describe("the documented refusals", () => {
  it("are 404 for no such session or server", async () => {
    await using session = await codespar.create("user_123", { servers: ["stripe"] });
    for (const path of ["ses_none/connections/stripe", `${session.id}/connections/nowhere`]) {
      expect((await send("GET", `/v1/sessions/${path}`)).status).toBe(404);
      expect((await send("DELETE", `/v1/sessions/${path}`)).status).toBe(404);
      expect((await send("POST", `/v1/sessions/${path}/authorize`, {})).status).toBe(404);
    }
  });

  it("are 409 for what is connected already, and for what is disconnected already", async () => {
    await using session = await codespar.create("user_123", { servers: ["stripe"] });
    const path = `/v1/sessions/${session.id}/connections/stripe`;
    const connected = await send("POST", `${path}/authorize`, {});
    expect([connected.status, await connected.json()]).toMatchObject([
      409,
      { code: "already_connected" },
    ]);
    await session.disconnect("stripe");
    const disconnected = await send("DELETE", path);
    expect([disconnected.status, await disconnected.json()]).toMatchObject([
      409,
      { code: "not_connected" },
    ]);
    await expect(session.disconnect("stripe")).rejects.toMatchObject({ code: "not_connected" });
  });
});
