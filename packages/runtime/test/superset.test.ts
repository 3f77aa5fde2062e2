/** What other clients of this API read: lists under several names, filters, the catalog. */
import { describe, expect, it } from "vitest";

import { catalogServers } from "../src/catalog/servers.ts";
import { openRuntime } from "./open-runtime.ts";

describe("GET /v1/sessions", () => {
  it("lists by status and by user", async () => {
    const { call } = openRuntime();
    const open = async (user_id: string) =>
      (await call("POST", "/v1/sessions", { user_id, servers: [] })).body.id;
    const [first, second] = [await open("ana"), await open("bruno")];
    await call("DELETE", `/v1/sessions/${first}`);
    const ids = async (query: string) =>
      (await call("GET", `/v1/sessions?${query}`)).body.data.map((row: { id: string }) => row.id);
    expect(await ids("status=active")).toEqual([second]);
    expect(await ids("status=closed")).toEqual([first]);
    expect(await ids("user_id=ana")).toEqual([first]);
    expect(await ids("user_id=ana&status=active")).toEqual([]);
    expect((await call("GET", "/v1/sessions?status=sleeping")).status).toBe(400);
  });

  it("shows as closed what ran out of time, before any sweep", async () => {
    const { call, clock, session } = openRuntime();
    const id = await session([]);
    clock.advance(30 * 60_000);
    const { body } = await call("GET", "/v1/sessions?status=closed");
    expect(body.data).toMatchObject([{ id, status: "closed" }]);
  });
});

describe("the catalog", () => {
  it("lists the presets, with servers that there are", async () => {
    const { call } = openRuntime();
    const { status, body } = await call("GET", "/v1/presets");
    const ids = catalogServers.map(({ id }) => id);
    expect(status).toBe(200);
    expect(body.data.map(({ name }: { name: string }) => name)).toContain("brazilian");
    for (const { servers } of body.data) expect(ids).toEqual(expect.arrayContaining(servers));
  });

  it("lists servers by category, country, way in and words", async () => {
    const { call } = openRuntime();
    const ids = async (query: string) =>
      (await call("GET", `/v1/servers?${query}`)).body.data.map((row: { id: string }) => row.id);
    expect(await ids("category=logistics&country=MX")).toEqual(["skydropx"]);
    expect(await ids("auth_type=oauth")).toEqual(["mercadopago", "melhor-envio"]);
    expect((await ids("q=whatsapp messages"))[0]).toBe("z-api");
    expect(await ids("country=co&category=erp")).toEqual(["siigo", "alegra"]);
    const { body } = await call("GET", "/v1/servers?limit=2&offset=1");
    const total = catalogServers.length;
    expect(body).toMatchObject({ total, filtered: total, limit: 2, offset: 1 });
    expect(body.servers).toEqual(body.data);
    expect(body.data).toHaveLength(2);
  });

  it("shows a server, also by another of its names, and what it is reached with", async () => {
    const { call } = openRuntime();
    const { body } = await call("GET", "/v1/servers/pagar-me");
    expect(body).toMatchObject({
      id: "pagarme",
      credentials: [{ name: "PAGARME_API_KEY", label: "API key" }],
      tools_count: 6,
    });
    expect(body.tools).toHaveLength(6);
    expect((await call("GET", "/v1/servers/nowhere")).status).toBe(404);
  });

  it("finds tools in plain words, and shows one with its schemas", async () => {
    const { call } = openRuntime();
    const { body } = await call("GET", "/v1/tools?server=correios&q=where is my parcel&limit=1");
    expect(body.data).toMatchObject([{ name: "correios_track" }]);
    const { body: tool } = await call("GET", "/v1/tools/stripe_create_refund");
    expect(tool).toMatchObject({ server: "stripe", input_schema: { type: "object" } });
    expect(tool.output_schema).toBeDefined();
    expect((await call("GET", "/v1/tools/nothing")).status).toBe(404);
  });
});

describe("POST /v1/connect/start", () => {
  it("begins a user's connection without a session, for sessions to come", async () => {
    const { call, runtime } = openRuntime({ publicUrl: "http://localhost:8787" });
    const { body } = await call("POST", "/v1/connect/start", {
      server_id: "mercado-pago",
      user_id: "u",
      redirect_uri: "https://shop.example/back",
      scopes: "read write",
    });
    expect(body).toMatchObject({ link_token: expect.stringMatching(/^oauth_/) });
    const form = new URLSearchParams({ decision: "allow" });
    const consented = await runtime.fetch(body.authorize_url, { method: "POST", body: form });
    const back = await runtime.fetch(consented.headers.get("location") ?? "");
    expect(back.headers.get("location")).toBe(
      "https://shop.example/back?server=mercadopago&connected=true",
    );
    const { body: session } = await call("POST", "/v1/sessions", {
      user_id: "u",
      servers: ["mercadopago"],
      manageConnections: { accounts: "user" },
    });
    expect(session.servers).toMatchObject([{ status: "connected" }]);
    const noOAuth = { server_id: "stripe", user_id: "u" };
    expect((await call("POST", "/v1/connect/start", noOAuth)).status).toBe(400);
  });
});
