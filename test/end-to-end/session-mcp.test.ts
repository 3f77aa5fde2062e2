/** A session as an MCP server: to clients of the current protocol, of the older ones, over a socket. */
import { request } from "node:http";

import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar } from "@codespar/sdk";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as OlderClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OlderTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, it, vi } from "vitest";

const idempotencyKey = "dev.codespar/idempotency-key";

async function openSession() {
  const runtime = createRuntime();
  const { url, close } = await serve(runtime, { port: 0 });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: url });
  const session = await codespar.create("user_123", { servers: ["stripe"] });
  const dispose = async (): Promise<void> => {
    await close();
    await runtime[Symbol.asyncDispose]();
  };
  return { runtime, session, mcp: session.mcp, url, [Symbol.asyncDispose]: dispose };
}

type Opened = Awaited<ReturnType<typeof openSession>>;

const clients = {
  async current({ mcp }: Opened) {
    const client = new Client(
      { name: "test", version: "1.0.0" },
      { versionNegotiation: { mode: "auto" } },
    );
    const requestInit = { headers: { ...mcp.headers } };
    await client.connect(new StreamableHTTPClientTransport(new URL(mcp.url), { requestInit }));
    return client;
  },
  async older({ mcp }: Opened) {
    const client = new OlderClient({ name: "test", version: "1.0.0" });
    const requestInit = { headers: { ...mcp.headers } };
    const transport = new OlderTransport(new URL(mcp.url), { requestInit });
    await client.connect(transport);
    return client;
  },
};

describe.each(["current", "older"] as const)("a client of the %s protocol", (era) => {
  it("sees the session's tools and calls them, each call audited", async () => {
    await using opened = await openSession();
    const client = await clients[era](opened);
    const { tools } = await client.listTools();
    const listed = await opened.session.tools();
    expect(tools.map(({ name }) => name)).toEqual(listed.map(({ name }) => name));
    expect(tools.find(({ name }) => name === "codespar_pay")?.annotations).toMatchObject({
      destructiveHint: true,
    });

    const result = await client.callTool({ name: "codespar_pay", arguments: { amount: 900 } });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject({ payment_id: expect.stringMatching(/^pay_/) });
    await client.close();

    const audit = await opened.runtime.fetch("http://localhost/v1/audit", {
      headers: { Authorization: `Bearer ${opened.runtime.apiKey}` },
    });
    const { data } = (await audit.json()) as { data: Array<{ tool: string; origin: object }> };
    expect(data.map(({ tool }) => tool)).toEqual(["codespar_pay", "codespar_pay"]);
    expect(data[0]?.origin).toMatchObject({ framework: "mcp" });
  });

  it("pays once for one idempotency key, and twice without", async () => {
    await using opened = await openSession();
    const client = await clients[era](opened);
    const pay = (meta: object) =>
      client.callTool({ name: "codespar_pay", arguments: { amount: 900 }, _meta: { ...meta } });
    await Promise.all([pay({ [idempotencyKey]: "order-1" }), pay({ [idempotencyKey]: "order-1" })]);
    await pay({});
    await pay({});
    const payments = await client.callTool({ name: "stripe_list_payment_intents", arguments: {} });
    expect(payments.structuredContent).toMatchObject({ payments: { length: 3 } });
    await client.close();
  });

  it("is told why a call failed, and nothing of the inside", async () => {
    await using opened = await openSession();
    const client = await clients[era](opened);
    const invalid = await client.callTool({ name: "codespar_pay", arguments: { amount: "ten" } });
    expect(invalid).toMatchObject({
      isError: true,
      content: [{ type: "text", text: expect.stringMatching(/^invalid_input: .*amount/) }],
    });
    const unknown = await client.callTool({ name: "nowhere", arguments: {} });
    expect(unknown).toMatchObject({ isError: true });
    const badKey = await client.callTool({
      name: "codespar_pay",
      arguments: { amount: 900 },
      _meta: { [idempotencyKey]: "ação" },
    });
    expect(badKey).toMatchObject({ isError: true });
    await client.close();
  });
});

describe("the endpoint", () => {
  const initialize = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "test", version: "1.0.0" },
    },
  };

  async function post(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify(initialize),
    });
    await response.body?.cancel();
    return response.status;
  }

  it("gives out a token that is good for this session's tools, and for nothing else", async () => {
    await using opened = await openSession();
    const { Authorization = "" } = { ...opened.mcp.headers };
    expect(Authorization).toMatch(/^Bearer cst\.ses_/);
    expect(Authorization).not.toContain(opened.runtime.apiKey);
    const headers = { Authorization };
    expect((await fetch(`${opened.url}/v1/sessions`, { headers })).status).toBe(401);

    const codespar = new CodeSpar({ apiKey: opened.runtime.apiKey, baseUrl: opened.url });
    const other = await codespar.create("user_456", { servers: ["stripe"] });
    expect(await post(other.mcp.url, headers)).toBe(404);
    expect(await post(other.mcp.url, { ...other.mcp.headers })).toBe(200);
    const forged = Authorization.replace(opened.session.id, other.id);
    expect(await post(other.mcp.url, { Authorization: forged })).toBe(401);
    expect(await post(opened.mcp.url, { Authorization: Authorization.slice(0, -1) })).toBe(401);
  });

  it("takes an API key too", async () => {
    await using opened = await openSession();
    const headers = { Authorization: `Bearer ${opened.runtime.apiKey}` };
    expect(await post(opened.mcp.url, headers)).toBe(200);
  });

  it("is under both of its addresses", async () => {
    await using opened = await openSession();
    const headers = { ...opened.mcp.headers };
    expect(await post(opened.mcp.url, headers)).toBe(200);
    expect(await post(`${opened.url}/v1/sessions/${opened.session.id}/mcp`, headers)).toBe(200);
  });

  it("refuses strangers, other sessions, closed ones and pages from elsewhere", async () => {
    await using opened = await openSession();
    const headers = { ...opened.mcp.headers };
    expect(await post(opened.mcp.url, {})).toBe(401);
    expect(await post(`${opened.url}/mcp/ses_nope`, headers)).toBe(404);
    expect(await post(opened.mcp.url, { ...headers, origin: "https://evil.example" })).toBe(403);
    await opened.session.close();
    expect(await post(opened.mcp.url, headers)).toBe(404);
  });

  it("refuses requests under a name that leads here and is not its own", async () => {
    await using opened = await openSession();
    const { hostname, port, pathname } = new URL(opened.mcp.url);
    const statusUnder = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = request(
          {
            hostname,
            port,
            path: pathname,
            method: "POST",
            headers: { ...opened.mcp.headers, host, "content-type": "application/json" },
          },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        );
        sent.on("error", reject);
        sent.end(JSON.stringify(initialize));
      });
    expect(await statusUnder("evil.example")).toBe(403);
    expect(await statusUnder(`localhost:${port}`)).not.toBe(403);
  });

  it("stops a call that its client gives up on", async () => {
    await using opened = await openSession();
    const client = await clients.current(opened);
    const stop = new AbortController();
    const paying = client.callTool(
      {
        name: "codespar_pay",
        arguments: { amount: 900, description: "sandbox:timeout_after_commit" },
      },
      { signal: stop.signal },
    );
    const logs = async () => {
      const response = await opened.runtime.fetch(
        `http://localhost/v1/sessions/${opened.session.id}/logs`,
        { headers: { Authorization: `Bearer ${opened.runtime.apiKey}` } },
      );
      return ((await response.json()) as { data: ReadonlyArray<{ status: string }> }).data;
    };
    await vi.waitFor(async () => expect(await logs()).toMatchObject([{ status: "running" }]));
    stop.abort();
    await expect(paying).rejects.toThrow(/abort/i);
    await vi.waitFor(async () => expect(await logs()).toMatchObject([{ status: "unknown" }]));
    await client.close();
  });

  it("tells a client that the session's tools have changed", async () => {
    await using opened = await openSession();
    const client = await clients.current(opened);
    const changed = Promise.withResolvers<undefined>();
    client.setNotificationHandler("notifications/tools/list_changed", () =>
      changed.resolve(undefined),
    );
    await client.listen({ toolsListChanged: true });
    const before = await client.listTools();
    await opened.session.disconnect("stripe");
    await changed.promise;
    const after = await client.listTools();
    expect(before.tools.length - after.tools.length).toBe(8);
    await client.close();
  });
});
