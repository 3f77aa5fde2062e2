/** MCP servers that demand OAuth, by the protocol's own discovery, over sockets. */
import { createRuntime, type RuntimeOptions } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";
import { describe, expect, it } from "vitest";

import { startOAuthServer } from "./servers/oauth-server.ts";

const publicUrl = "http://localhost:8787";

function open(url: string, options: RuntimeOptions = {}) {
  const runtime = createRuntime({
    publicUrl,
    servers: { guarded: { url, name: "Guarded" } },
    allowPrivateNetworks: true,
    ...options,
  });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  return { runtime, codespar, [Symbol.asyncDispose]: () => runtime.close() };
}

/** Consents at the server, and brings what comes back to the runtime. */
async function consent(runtime: ReturnType<typeof createRuntime>, session: Session) {
  const { redirectUrl = "" } = await session.authorize("guarded");
  const consented = await fetch(redirectUrl, { redirect: "manual" });
  return runtime.fetch(consented.headers.get("location") ?? "");
}

describe("a server that demands OAuth", () => {
  it("is pending until its user consents, then gets that user's token and no other", async () => {
    await using server = await startOAuthServer();
    await using opened = open(server.url);
    const { runtime, codespar } = opened;
    const ana = await codespar.create("ana", { servers: ["guarded"] });
    const bruno = await codespar.create("bruno", { servers: ["guarded"] });
    expect(ana.servers).toEqual([{ id: "guarded", name: "Guarded", status: "pending" }]);

    expect((await consent(runtime, ana)).status).toBe(303);
    expect(server.registrations).toMatchObject([
      { redirect_uris: [`${publicUrl}/oauth/callback`], token_endpoint_auth_method: "none" },
    ]);
    const whoami = await ana.execute("guarded_whoami", {});
    expect(whoami.data).toEqual({ token: server.given[0] });
    const [connection] = await bruno.connections();
    expect(connection).toMatchObject({
      connected: false,
      status: "pending",
      redirectUrl: expect.stringContaining(`${publicUrl}/connect/guarded?session=`),
    });
    expect((await consent(runtime, bruno)).status).toBe(303);
    expect((await bruno.execute("guarded_whoami", {})).data).toEqual({ token: server.given[1] });
    expect((await ana.execute("guarded_whoami", {})).data).toEqual({ token: server.given[0] });
  });

  it("has its tokens renewed when it refuses them, once for calls at the same time", async () => {
    await using server = await startOAuthServer();
    await using opened = open(server.url);
    const session = await opened.codespar.create("ana", { servers: ["guarded"] });
    await consent(opened.runtime, session);
    server.expireTokens();
    const calls = [1, 2, 3].map(() => session.execute("guarded_whoami", {}));
    for (const { data } of await Promise.all(calls))
      expect(data).toEqual({ token: server.given[1] });
    expect(server.given).toHaveLength(2);
  });

  it("is told who asks by a document, where it knows such and the runtime is on https", async () => {
    await using server = await startOAuthServer({ knowsDocuments: true });
    const secureUrl = "https://codespar.example";
    await using opened = open(server.url, { publicUrl: secureUrl });
    const session = await opened.codespar.create("ana", { servers: ["guarded"] });
    const { redirectUrl = "" } = await session.authorize("guarded");
    const client = new URL(redirectUrl).searchParams.get("client_id") ?? "";
    expect(client).toBe(`${secureUrl}/oauth/client.json`);
    expect(server.registrations).toEqual([]);
    const document = await (await opened.runtime.fetch(client)).json();
    expect(document).toMatchObject({
      client_id: client,
      redirect_uris: [`${secureUrl}/oauth/callback`],
    });
    expect((await consent(opened.runtime, session)).status).toBe(303);
  });

  it("may not send the runtime to addresses inside its network", async () => {
    await using server = await startOAuthServer();
    await using opened = open(server.url, { allowPrivateNetworks: false });
    const session = await opened.codespar.create("ana", { servers: ["guarded"] });
    await expect(session.authorize("guarded")).rejects.toMatchObject({ status: 400 });
    expect(server.registrations).toEqual([]);
  });
});
