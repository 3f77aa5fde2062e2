import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const own = { manageConnections: { accounts: "user" } };
const secret = { ZOOP_API_KEY: "zpk_live_very_secret", ZOOP_MARKETPLACE_ID: "mkt_1" };

describe("POST /v1/connections", () => {
  it("connects a user's account, for sessions that wait for it and those to come", async () => {
    const { call } = openRuntime();
    const request = { user_id: "u1", servers: ["zoop"], ...own };
    const { body: waiting } = await call("POST", "/v1/sessions", request);
    expect(waiting.servers).toMatchObject([{ id: "zoop", status: "pending" }]);
    const created = await call("POST", "/v1/connections", {
      server_id: "zoop",
      user_id: "u1",
      secret,
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      id: expect.stringMatching(/^con_/),
      user_id: "u1",
      server_id: "zoop",
      status: "connected",
    });
    expect(JSON.stringify(created.body)).not.toContain("very_secret");
    const { body: now } = await call("GET", `/v1/sessions/${waiting.id}`);
    expect(now.servers).toMatchObject([{ id: "zoop", status: "connected" }]);
    const { body: stranger } = await call("POST", "/v1/sessions", { ...request, user_id: "u2" });
    expect(stranger.servers).toMatchObject([{ id: "zoop", status: "pending" }]);
  });

  it("names the secrets a server needs", async () => {
    const { call } = openRuntime();
    for (const wrong of ["just text", { ZOOP_API_KEY: "x" }, { ...secret, MORE: "x" }]) {
      const { status, body } = await call("POST", "/v1/connections", {
        server_id: "zoop",
        secret: wrong,
      });
      expect([status, body.message]).toEqual([
        400,
        '"secret" must have ZOOP_API_KEY, ZOOP_MARKETPLACE_ID.',
      ]);
    }
    const refused = await call("POST", "/v1/connections", {
      server_id: "stripe",
      secret: "invalid",
    });
    expect(refused.body.message).toMatch(/^Stripe does not accept these credentials/);
  });
});

describe("DELETE /v1/connections/:id", () => {
  it("takes the server out of the sessions that used the account", async () => {
    const { call } = openRuntime();
    const { body: account } = await call("POST", "/v1/connections", {
      server_id: "stripe",
      user_id: "u1",
      secret: "sk_test_1",
    });
    const request = { user_id: "u1", servers: ["stripe"], ...own };
    const { body: session } = await call("POST", "/v1/sessions", request);
    expect(session.servers).toMatchObject([{ status: "connected" }]);
    expect((await call("DELETE", `/v1/connections/${account.id}`)).status).toBe(204);
    const { body: after } = await call("GET", `/v1/sessions/${session.id}`);
    expect(after.servers).toMatchObject([{ status: "pending" }]);
    const { body: listed } = await call("GET", "/v1/connections?user_id=u1");
    expect(listed.data).toMatchObject([{ id: account.id, status: "revoked" }]);
    expect((await call("DELETE", "/v1/connections/con_none")).status).toBe(404);
  });
});

describe("the vault", () => {
  it("leaves no secret in the store, and opens them after a change of keys", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "codespar-"));
    folders.push(folder);
    const store = path.join(folder, "store.db");
    const apiKey = "csk_test_vault-rotation-0001";
    const first = openRuntime({ store, apiKey, vaultKeys: ["first key"] });
    const account = { server_id: "zoop", user_id: "u1", secret };
    await first.call("POST", "/v1/connections", account);
    await first.runtime.close();
    for (const file of [store, `${store}-wal`]) {
      let bytes = "";
      try {
        bytes = readFileSync(file, "latin1");
      } catch {
        // There is no write-ahead log once the store is closed.
      }
      expect(bytes).not.toContain("very_secret");
    }

    const request = { user_id: "u1", servers: ["zoop"], ...own };
    const second = openRuntime({ store, apiKey, vaultKeys: ["second key", "first key"] });
    const { body: session } = await second.call("POST", "/v1/sessions", request);
    expect(session.servers).toMatchObject([{ status: "connected" }]);
    await second.runtime.close();
    const third = openRuntime({ store, apiKey, vaultKeys: ["second key"] });
    const { body: rotated } = await third.call("POST", "/v1/sessions", request);
    expect(rotated.servers).toMatchObject([{ status: "connected" }]);
    await third.runtime.close();
    const other = openRuntime({ store, apiKey, vaultKeys: ["another key"] });
    const { body: locked } = await other.call("POST", "/v1/sessions", request);
    expect(locked.servers).toMatchObject([{ status: "error" }]);
    await other.runtime.close();
  });
});
