import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";

const account = path.join(import.meta.dirname, "../../../test/end-to-end/servers/account.mjs");

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
}

/** An API that remembers what reached it. */
async function startApi() {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers });
    if (url === "/v1/hang") return;
    response.writeHead(url === "/v1/missing" ? 404 : 201, { "Content-Type": "application/json" });
    response.end('{"id":"ch_1"}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    seen,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openWithApi(baseUrl: string) {
  const test = openRuntime({
    callTimeoutMs: 300,
    servers: {
      acme: {
        command: process.execPath,
        args: [account],
        credentials: [{ name: "ACME_KEY", label: "Key" }],
        api: { baseUrl, headers: { Authorization: "Bearer ${ACME_KEY}" } },
      },
    },
  });
  await test.call("POST", "/v1/connections", { server_id: "acme", secret: "sk_secret_of_acme" });
  const id = await test.session(["acme"]);
  const proxy = (body: object, key?: string) =>
    test.call(
      "POST",
      `/v1/sessions/${id}/proxy_execute`,
      { server: "acme", ...body },
      key === undefined ? {} : { "Idempotency-Key": key },
    );
  return { ...test, id, proxy };
}

describe("a raw call", () => {
  it("reaches the server's API with the account's secret, which is never told", async () => {
    using api = await startApi();
    const test = await openWithApi(api.baseUrl);
    const answer = await test.proxy(
      {
        endpoint: "/charges",
        method: "POST",
        body: { amount: 1 },
        params: { expand: "customer" },
        headers: { "X-Trace": "1", Authorization: "Bearer mine" },
      },
      "key-1",
    );
    expect(answer.body).toMatchObject({
      status: 201,
      data: { id: "ch_1" },
      headers: { "content-type": "application/json" },
      proxy_call_id: expect.stringMatching(/^tc_/),
    });
    expect(api.seen).toMatchObject([
      {
        method: "POST",
        url: "/v1/charges?expand=customer",
        headers: {
          authorization: "Bearer sk_secret_of_acme",
          "x-trace": "1",
          "idempotency-key": "key-1",
        },
      },
    ]);
    const { body: audit } = await test.call("GET", "/v1/audit?tool=proxy_execute");
    expect(audit.data).toHaveLength(2);
    expect(JSON.stringify([audit, answer.body])).not.toContain("sk_secret");
  });

  it("is made once per key, and an API's own refusal is an answer", async () => {
    using api = await startApi();
    const { proxy } = await openWithApi(api.baseUrl);
    const charge = { endpoint: "/charges", method: "POST" };
    const [first, second] = [await proxy(charge, "key-1"), await proxy(charge, "key-1")];
    expect(second.body.proxy_call_id).toBe(first.body.proxy_call_id);
    expect(api.seen).toHaveLength(1);
    expect((await proxy({ endpoint: "/missing" })).body).toMatchObject({ status: 404 });
  });

  it("says that a call which did not answer may have taken effect", async () => {
    using api = await startApi();
    const { proxy } = await openWithApi(api.baseUrl);
    const { status, body } = await proxy({ endpoint: "/hang", method: "POST" });
    expect([status, body.code]).toEqual([422, "outcome_unknown"]);
  });

  it("does not let a header change the method that was judged", async () => {
    using api = await startApi();
    const { proxy } = await openWithApi(api.baseUrl);
    const headers = { "X-HTTP-Method-Override": "POST", "X-Method-Override": "POST" };
    await proxy({ endpoint: "/charges", headers });
    expect(Object.keys(api.seen[0]?.headers ?? {}).join()).not.toContain("override");
  });

  it.each([
    "/../admin",
    "/../v1-admin",
    "/%2e%2e/admin",
    "/%2e%2e/v1-admin",
    "//evil.example/",
    "charges",
    "/a?b=c",
  ])("does not leave the API by %s", async (endpoint) => {
    using api = await startApi();
    const { proxy } = await openWithApi(api.baseUrl);
    expect((await proxy({ endpoint })).status).toBeGreaterThanOrEqual(400);
    expect(api.seen).toEqual([]);
  });

  it("reaches a sandbox server's tools by their names, and no server the session lacks", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe"]);
    const route = `/v1/sessions/${id}/proxy_execute`;
    const paid = await test.call("POST", route, {
      server: "stripe",
      endpoint: "/stripe_create_payment_intent",
      method: "POST",
      body: { amount: 100 },
    });
    expect(paid.body).toMatchObject({ status: 200, data: { amount: 100, status: "settled" } });
    const other = { server: "asaas", endpoint: "/asaas_get_payment" };
    expect((await test.call("POST", route, other)).body.code).toBe("needs_connection");
    const hidden = await test.execute(id, "proxy_execute", other);
    expect(hidden.body.error_code).toBe("unknown_tool");
  });
});
