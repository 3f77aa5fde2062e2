/** How the tokens of users' accounts are renewed: what goes wrong there costs no account. */
import { describe, expect, it, onTestFinished } from "vitest";

import type { RuntimeOptions } from "../src/index.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { serveFetch } from "./servers/serve-fetch.ts";
import { serveTools } from "./servers/serve-tools.ts";
import { newStore } from "./stores/new-store.ts";

const publicUrl = "http://localhost:8787";
const apiKey = "csk_test_renewed-tokens-0001";

interface TokenServer {
  readonly url: string;
  /** What it answers to the next requests instead of tokens. */
  readonly answers: Response[];
  /** How many tokens it has given. */
  given(): number;
  /** Holds the next answer back, until the function is called that it answers. */
  hold(): () => void;
}

/** An authorization server of several realms, which takes each refresh token once. */
async function serveTokens(): Promise<TokenServer> {
  let count = 0;
  let held = Promise.resolve();
  const answers: Response[] = [];
  const served = await serveFetch(async (request) => {
    const form = new URLSearchParams(await request.text());
    const answer = answers.shift();
    if (answer !== undefined) return answer;
    const isRenewal = form.get("grant_type") === "refresh_token";
    if (isRenewal && form.get("refresh_token") !== `refresh-${count}`) {
      return Response.json({ error: "invalid_grant" }, { status: 400 });
    }
    count += 1;
    const tokens = { access_token: `access-${count}`, refresh_token: `refresh-${count}` };
    await held;
    return Response.json({ ...tokens, token_type: "Bearer", expires_in: 60 });
  });
  onTestFinished(() => served[Symbol.asyncDispose]());
  return {
    answers,
    url: `${served.url}/realms/shop`,
    given: () => count,
    hold() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      held = promise.then(() => undefined);
      return () => resolve(undefined);
    },
  };
}

interface Shop {
  readonly tokens: TokenServer;
  readonly nodes: readonly [TestRuntime, TestRuntime];
  /** A session whose user has connected the shop. */
  readonly id: string;
}

async function openNode(store: string, servers: RuntimeOptions["servers"]): Promise<TestRuntime> {
  const node = openRuntime({
    store,
    apiKey,
    publicUrl,
    servers,
    signingKey: "one for all",
    allowPrivateNetworks: true,
  });
  onTestFinished(() => node.runtime.close());
  await node.runtime.ready();
  return node;
}

/** Consents, and answers the page that the callback leads to. */
async function consent(test: TestRuntime, id: string, issuer: string): Promise<Response> {
  const { body } = await test.call("POST", `/v1/sessions/${id}/connections/shop/authorize`, {});
  const query = new URLSearchParams({ code: "code", state: body.state, iss: issuer });
  return test.runtime.fetch(`${publicUrl}/oauth/callback?${query.toString()}`);
}

async function openShop(): Promise<Shop> {
  const tokens = await serveTokens();
  const provider = await serveTools({ charge: { run: () => ({ charged: true }) } });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const oauth = {
    authorizationUrl: `${tokens.url}/authorize`,
    tokenUrl: `${tokens.url}/token`,
    clientId: "codespar",
  };
  const store = newStore();
  const servers = { shop: { url: provider.url, oauth } };
  const nodes = [await openNode(store, servers), await openNode(store, servers)] as const;
  const id = await nodes[0].session(["shop"]);
  const page = await consent(nodes[0], id, tokens.url);
  expect(page.status).toBe(303);
  return { tokens, nodes, id };
}

const done = { success: true, data: { charged: true } };

describe("an authorization server whose endpoints are configured", () => {
  it("may name itself by more than its origin, and no other may answer for it", async () => {
    const { nodes } = await openShop();
    const [test] = nodes;
    const { body } = await test.call("POST", "/v1/sessions", {
      user_id: "somebody_else",
      servers: ["shop"],
    });
    const page = await consent(test, body.id, "https://evil.example/realms/shop");
    expect(page.status).toBe(400);
  });
});

describe("an account whose tokens are about to expire", () => {
  it("outlives an authorization server that is in trouble", async () => {
    const { tokens, nodes, id } = await openShop();
    const [test] = nodes;
    test.clock.advance(60_000);
    tokens.answers.push(
      new Response("<h1>Bad gateway</h1>", { status: 502 }),
      Response.json({ error: "temporarily_unavailable" }, { status: 503 }),
    );
    for (const trouble of [1, 2]) {
      const { body } = await test.execute(id, "shop_charge", { trouble });
      expect(body).toMatchObject({
        error_code: "provider_unavailable",
        error: "The access to shop could not be renewed; nothing was sent.",
      });
    }
    expect((await test.execute(id, "shop_charge", {})).body).toMatchObject(done);
  });

  it("is renewed by one node for all", async () => {
    const { tokens, nodes, id } = await openShop();
    for (const { clock } of nodes) clock.advance(60_000);
    const release = tokens.hold();
    const calls = nodes.map((node) => node.execute(id, "shop_charge", {}));
    await expect.poll(tokens.given).toBe(2);
    release();
    for (const { body } of await Promise.all(calls)) expect(body).toMatchObject(done);
    expect(tokens.given()).toBe(2);
  });

  it("is to be connected again once the refresh token is refused, in the same session too", async () => {
    const { tokens, nodes, id } = await openShop();
    const [test] = nodes;
    test.clock.advance(60_000);
    tokens.answers.push(Response.json({ error: "invalid_grant" }, { status: 400 }));
    const refused = await test.execute(id, "shop_charge", {});
    expect(refused.body).toMatchObject({
      error_code: "needs_connection",
      error: "The account at shop has expired.",
    });
    const { body: session } = await test.call("GET", `/v1/sessions/${id}`);
    expect(session.servers).toMatchObject([{ id: "shop", status: "pending" }]);
    expect((await consent(test, id, tokens.url)).status).toBe(303);
    expect((await test.execute(id, "shop_charge", {})).body).toMatchObject(done);
  });
});
