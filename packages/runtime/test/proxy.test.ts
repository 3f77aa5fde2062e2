import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import path from "node:path";
import { Readable } from "node:stream";

import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";

const account = path.join(import.meta.dirname, "../../../test/end-to-end/servers/account.mjs");

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
}

function* endless(): Generator<string> {
  for (;;) yield "again and ".repeat(1_000);
}

/** An API that remembers what reached it. */
async function startApi() {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers });
    if (url === "/v1/hang") return;
    if (url === "/v1/endless") {
      Readable.from(endless())
        .on("error", () => undefined)
        .pipe(response);
      return;
    }
    if (url === "/v1/deep") {
      response.end("[".repeat(100_000) + "]".repeat(100_000));
      return;
    }
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

  it.each([
    [{ "X-Note": "two\nlines" }, "invalid_input"],
    [{ "X Note": "a space" }, "invalid_input"],
  ])("says that nothing was sent where the headers %j cannot be", async (headers, code) => {
    using api = await startApi();
    const { proxy } = await openWithApi(api.baseUrl);
    const { body } = await proxy({ endpoint: "/charges", method: "POST", headers });
    expect([body.code, body.message]).toEqual([code, expect.stringContaining("nothing was")]);
    expect(api.seen).toEqual([]);
  });

  it("says that nothing was sent where the API cannot be reached, or the account is gone", async () => {
    const api = await startApi();
    const { call, proxy } = await openWithApi(api.baseUrl);
    api[Symbol.dispose]();
    const charge = { endpoint: "/charges", method: "POST" };
    expect((await proxy(charge)).body).toMatchObject({
      code: "provider_unavailable",
      message: "acme cannot be reached; nothing was sent.",
    });
    const { body } = await call("GET", "/v1/connections");
    await call("DELETE", `/v1/connections/${body.data[0].id}`);
    expect((await proxy(charge)).body.code).toBe("needs_connection");
  });

  it("leaves to the connection what is the connection's", async () => {
    using api = await startApi();
    const { proxy } = await openWithApi(api.baseUrl);
    const headers = { "Transfer-Encoding": "chunked", Expect: "100-continue", Connection: "close" };
    expect((await proxy({ endpoint: "/charges", method: "POST", headers })).status).toBe(200);
    expect(api.seen).toHaveLength(1);
  });

  it("reads no more of an answer than is kept, and nothing that is nested too deeply", async () => {
    using api = await startApi();
    const { call, proxy } = await openWithApi(api.baseUrl);
    const { body: cut } = await proxy({ endpoint: "/endless" });
    expect(cut.data).toHaveLength(1_048_576);
    const { body: log } = await call("GET", `/v1/tool-calls/${cut.proxy_call_id}`);
    expect(log.status).toBe("success");
    const { body: deep } = await proxy({ endpoint: "/deep" });
    expect(deep).toMatchObject({ status: 200, data: expect.stringMatching(/^\[{100000}/) });
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
