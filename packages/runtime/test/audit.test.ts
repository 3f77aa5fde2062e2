import { access, rm } from "node:fs/promises";

import { type RawBuilder, sql } from "kysely";
import { describe, expect, it } from "vitest";

import { redact } from "../src/audit/redact.ts";
import { createRuntime } from "../src/index.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { as, keys, openTenants } from "./open-tenants.ts";
import { newStore } from "./stores/new-store.ts";

interface Tampering {
  readonly test: TestRuntime;
  readonly store: Store;
}

async function openTamperable(): Promise<Tampering> {
  const file = newStore();
  const test = openRuntime({ store: file });
  const id = await test.session();
  await test.execute(id, "codespar_pay", { amount: 9990, method: "pix" }, "key-1");
  await test.execute(id, "codespar_pay", { amount: "ten" });
  await test.execute(id, "codespar_pay", { amount: 9990, method: "pix" }, "key-1");
  return { test, store: await openStore(file) };
}

function parse(line: string): unknown {
  return JSON.parse(line);
}

describe("the audit", () => {
  it("shows test keys nothing of live sessions, and still verifies the whole chain", async () => {
    const { call } = await openTenants();
    for (const [user_id, key] of [
      ["of_live", keys.live],
      ["of_test", keys.a],
    ] as const) {
      const { body } = await call("POST", "/v1/sessions", { user_id, servers: [] }, as(key));
      const asked = { tool: "codespar_discover", input: { query: "pix" } };
      await call("POST", `/v1/sessions/${body.id}/execute`, asked, as(key));
    }
    const usersOf = async (path: string, key: string): Promise<ReadonlySet<string>> => {
      const { body } = await call("GET", path, undefined, as(key));
      const entries = typeof body === "string" ? body.trim().split("\n").map(parse) : body.data;
      return new Set(entries.map((entry: { user_id: string }) => entry.user_id));
    };
    for (const path of ["/v1/audit", "/v1/audit/export"]) {
      expect([...(await usersOf(path, keys.a))]).toEqual(["of_test"]);
      expect([...(await usersOf(path, keys.live))]).toEqual(["of_live", "of_test"]);
    }
    const { body } = await call("GET", "/v1/audit/verify", undefined, as(keys.a));
    expect(body).toMatchObject({ valid: true, entries: 4 });
  });

  it("says who changed a policy, or created or revoked a key, and never the key", async () => {
    const { call } = openRuntime();
    const { project, key: own } = (await call("GET", "/v1/whoami")).body;
    const policy = { limits: [{ currency: "BRL", per_call: 100 }] };
    await call("PUT", `/v1/projects/${project.id}/policy`, policy);
    const { body: key } = await call("POST", "/v1/api-keys", { name: "ci", scopes: [] });
    await call("DELETE", `/v1/api-keys/${key.id}`);
    await call("DELETE", `/v1/api-keys/${key.id}`);
    const { body } = await call("GET", "/v1/audit");
    const changes = body.data.filter((entry: { kind: string }) => entry.kind === "change");
    const by = { key_id: own.id, project_id: project.id, session_id: "", status: "success" };
    expect(changes).toMatchObject([
      { ...by, tool: "setPolicy", tool_call_id: project.id, input: policy },
      {
        ...by,
        tool: "createApiKey",
        tool_call_id: key.id,
        input: { name: "ci", expires_at: null },
      },
      { ...by, tool: "revokeApiKey", tool_call_id: key.id, input: { name: "ci" } },
    ]);
    expect(changes).toHaveLength(3);
    expect(JSON.stringify(body)).not.toContain(key.key);
    expect((await call("GET", "/v1/audit/verify")).body).toMatchObject({ valid: true });
  });

  it("says who connected an account, or disconnected it, and never its secret", async () => {
    const { call } = openRuntime();
    const { key: own } = (await call("GET", "/v1/whoami")).body;
    const account = { server_id: "asaas", user_id: "user_123", secret: "a-secret-of-theirs" };
    const { body: connected } = await call("POST", "/v1/connections", account);
    await call("DELETE", `/v1/connections/${connected.id}`);
    await call("DELETE", `/v1/connections/${connected.id}`);
    const { body } = await call("GET", "/v1/audit");
    const about = {
      kind: "change",
      key_id: own.id,
      user_id: "user_123",
      server: "asaas",
      tool_call_id: connected.id,
      input: { name: "Asaas", environment: "test" },
    };
    expect(body.data).toMatchObject([
      { ...about, tool: "connectAccount" },
      { ...about, tool: "revokeAccount" },
    ]);
    expect(JSON.stringify(body)).not.toContain(account.secret);
  });

  it("shows test keys nothing of live accounts", async () => {
    const { call, file } = await openTenants();
    const account = { server_id: "asaas", user_id: "of_live", secret: "a-secret-of-theirs" };
    await call("POST", "/v1/connections", account, as(keys.a));
    const store = await openStore(file);
    await store.write((transaction) =>
      transaction.updateTable("connections").set({ environment: "live" }).execute(),
    );
    const toolsFor = async (key: string): Promise<readonly string[]> => {
      const { body } = await call("GET", "/v1/audit", undefined, as(key));
      return body.data.map(({ tool }: { tool: string }) => tool);
    };
    expect(await toolsFor(keys.a)).toEqual([]);
    expect(await toolsFor(keys.live)).toEqual(["connectAccount"]);
  });

  it("begins, in a new project, with who created it", async () => {
    const { call } = openRuntime();
    const { key: own } = (await call("GET", "/v1/whoami")).body;
    const { body: project } = await call("POST", "/v1/projects", { name: "Loja" });
    const other = { "x-codespar-project": project.id };
    const { body } = await call("GET", "/v1/audit", undefined, other);
    expect(body.data).toMatchObject([
      { seq: 1, tool: "createProject", key_id: own.id, input: { name: "Loja", slug: "loja" } },
    ]);
  });

  it("has an intent and an outcome of a call, a refusal and a replay, chained", async () => {
    const { test } = await openTamperable();
    const { body } = await test.call("GET", "/v1/audit");
    expect(body.data.map((entry: { kind: string }) => entry.kind)).toEqual([
      "intent",
      "outcome",
      "refusal",
      "replay",
    ]);
    const [intent, outcome, refusal] = body.data;
    expect(outcome).toMatchObject({
      tool_call_id: intent.tool_call_id,
      prev_hash: intent.hash,
      server: "stripe",
      status: "success",
      user_id: "user_123",
    });
    expect(refusal).toMatchObject({ status: "refused", error_code: "invalid_input" });
    expect(intent.input).toEqual({ amount: 9990, method: "pix" });
    expect((await test.call("GET", "/v1/audit/verify")).body).toMatchObject({
      valid: true,
      entries: 4,
      broken: null,
    });
  });

  it.skipIf(newStore().startsWith("postgres"))(
    "is not signed with another key when the file of its own is gone",
    async () => {
      const file = newStore();
      const first = openRuntime({ store: file });
      await first.execute(await first.session(), "codespar_pay", { amount: 1, method: "pix" });
      await first.runtime.close();
      await rm(`${file}.key`);
      const next = createRuntime({ store: file });
      await expect(next.ready()).rejects.toThrow("db.key is missing: put back the key");
      await expect(access(`${file}.key`)).rejects.toThrow("ENOENT");
    },
  );

  it("names the entry in which any character of any column was changed", async () => {
    const { test, store } = await openTamperable();
    const rows = await store.read.selectFrom("audit_entries").selectAll().orderBy("seq").execute();
    const columns = [
      "record",
      "input",
      "output",
      "hash",
      "session_id",
      "tool",
      "tool_call_id",
    ] as const;
    for (const row of rows) {
      for (const column of columns) {
        const value = row[column];
        if (value === null) continue;
        for (let at = 0; at < value.length; at += Math.max(1, Math.floor(value.length / 12))) {
          const other = value[at] === "0" ? "1" : "0";
          const changed = value.slice(0, at) + other + value.slice(at + 1);
          await set(store, row.seq, column, changed);
          const { body } = await test.call("GET", "/v1/audit/verify");
          expect(body.valid, `${column} of ${row.seq} at ${at}`).toBe(false);
          expect([row.seq, row.seq + 1]).toContain(body.broken.seq);
          await set(store, row.seq, column, value);
        }
      }
    }
    expect((await test.call("GET", "/v1/audit/verify")).body.valid).toBe(true);
  });

  it("notices entries taken from the middle and from the end, and a rewritten head", async () => {
    const { test, store } = await openTamperable();
    const remove = (seq: number) =>
      store.write((transaction) =>
        transaction.deleteFrom("audit_entries").where("seq", "=", seq).execute(),
      );
    await remove(4);
    const end = (await test.call("GET", "/v1/audit/verify")).body;
    expect(end).toMatchObject({ valid: false, broken: { seq: 4 } });
    await store.write((transaction) =>
      sql`update audit_heads set seq = 3, hash = (select hash from audit_entries where seq = 3)`.execute(
        transaction,
      ),
    );
    const head = (await test.call("GET", "/v1/audit/verify")).body;
    expect(head).toMatchObject({ valid: false, broken: { reason: "the chain head was changed" } });
    await remove(2);
    expect((await test.call("GET", "/v1/audit/verify")).body.broken.seq).toBe(2);
  });

  it("notices the end cut off with an older head put back, and both tables emptied", async () => {
    const { test, store } = await openTamperable();
    const head = await store.read.selectFrom("audit_heads").selectAll().executeTakeFirstOrThrow();
    await test.execute(await test.session(), "codespar_pay", { amount: 666, method: "pix" });
    const verify = async () => (await test.call("GET", "/v1/audit/verify")).body;
    expect(await verify()).toMatchObject({ valid: true });
    await store.write(async (transaction) => {
      await transaction.deleteFrom("audit_entries").where("seq", ">", head.seq).execute();
      await transaction.updateTable("audit_heads").set(head).execute();
    });
    expect(await verify()).toMatchObject({ valid: false, broken: { seq: head.seq + 1 } });
    await store.write(async (transaction) => {
      await transaction.deleteFrom("audit_entries").execute();
      await transaction.deleteFrom("audit_heads").execute();
    });
    expect(await verify()).toMatchObject({ valid: false, broken: { seq: 1 } });
  });

  it("holds, and calls are answered, whatever characters a caller sends", async () => {
    const test = openRuntime();
    const id = await test.session();
    const odd = "a\u0000b\ud800";
    const pix = { amount: 100, method: "pix", description: odd };
    const { body: paid } = await test.execute(id, "codespar_pay", pix, "key-1");
    expect(paid).toMatchObject({ success: true });
    const { body: again } = await test.execute(id, "codespar_pay", pix, "key-1");
    expect(again).toMatchObject({ success: true, replayed: true });
    const { body: unknown } = await test.execute(id, odd, {});
    expect(unknown).toMatchObject({ error_code: "unknown_tool" });
    expect((await test.call("GET", `/v1/tool-calls/${encodeURIComponent("tc_\0")}`)).status).toBe(
      404,
    );
    const account = { user_id: odd, server_id: "asaas", secret: "a-secret-of-theirs" };
    expect((await test.call("POST", "/v1/connections", account)).status).toBe(400);
    const opening = { user_id: odd, servers: [] };
    expect((await test.call("POST", "/v1/sessions", opening)).status).toBe(400);
    expect((await test.call("GET", "/v1/audit/verify")).body.valid).toBe(true);
  });

  it("never holds the API key, nor a secret of the arguments", async () => {
    const { test, store } = await openTamperable();
    const id = await test.session();
    await test.execute(id, "codespar_notify", {
      message: "Bearer abcdefghij and card 4111 1111 1111 1111 and csk_live_abcdefgh",
      variables: { api_key: "hunter2hunter2", nested: [{ password: "hunter2hunter2" }] },
    });
    const rows = await store.read.selectFrom("audit_entries").selectAll().execute();
    const text = JSON.stringify(rows);
    expect(text).not.toMatch(/hunter2|4111 1111|abcdefgh/);
    expect(text).not.toContain(test.runtime.apiKey);
    const stored = JSON.stringify(await store.read.selectFrom("api_keys").selectAll().execute());
    expect(stored).not.toContain(test.runtime.apiKey);
  });
});

describe("a request that never becomes a call", () => {
  it("is audited in the caller's project: an unknown session, a closed one, a taken key", async () => {
    const test = openRuntime();
    const id = await test.session();
    await test.execute(id, "codespar_pay", { amount: 1 }, "key-1");
    await test.execute(id, "codespar_pay", { amount: 2 }, "key-1");
    await test.execute("ses_foreign", "codespar_pay", { amount: 1 });
    await test.call("DELETE", `/v1/sessions/${id}`);
    await test.execute(id, "codespar_pay", { amount: 1 });
    const { body } = await test.call("GET", "/v1/audit");
    const refusals = body.data.filter((entry: { kind: string }) => entry.kind === "refusal");
    expect(refusals).toMatchObject([
      { session_id: id, error_code: "idempotency_conflict", tool: "codespar_pay" },
      { session_id: "ses_foreign", error_code: "not_found" },
      { session_id: id, error_code: "session_closed" },
    ]);
    expect((await test.call("GET", "/v1/audit/verify")).body.valid).toBe(true);
  });
});

describe("what the audit keeps", () => {
  const dayMs = 86_400_000;

  it("is, after the days it is told, who did what when, and the chain still holds", async () => {
    const file = newStore();
    const test = openRuntime({ store: file, auditRetentionDays: 30 });
    const id = await test.session();
    await test.execute(id, "codespar_pay", { amount: 9990, method: "pix" }, "key-1");
    test.clock.advance(31 * dayMs);
    const later = await test.session();
    await test.execute(later, "codespar_pay", { amount: 5, method: "pix" }, "key-1");
    await test.call("POST", "/v1/sandbox/clock", { advance_ms: 1 });
    const { body } = await test.call("GET", "/v1/audit");
    const payloads = body.data.map((entry: any) => [
      entry.kind,
      entry.input,
      entry.output !== null,
    ]);
    expect(payloads).toEqual([
      ["intent", null, false],
      ["outcome", null, false],
      ["intent", { amount: 5, method: "pix" }, false],
      ["outcome", null, true],
    ]);
    expect(body.data[0]).toMatchObject({ user_id: "user_123", tool: "codespar_pay" });
    const verify = async () => (await test.call("GET", "/v1/audit/verify")).body;
    expect(await verify()).toMatchObject({ valid: true, entries: 4 });
    const store = await openStore(file);
    const change = (statement: RawBuilder<unknown>) =>
      store.write((transaction) => statement.execute(transaction));
    await change(sql`update audit_entries set input = null, output = null where seq = 3`);
    expect((await verify()).broken).toMatchObject({ seq: 3, reason: "the input was changed" });
    await change(sql`update audit_heads set erased_seq = 3`);
    expect((await verify()).broken).toMatchObject({ reason: "the chain head was changed" });
    await store.close();
  });
});

describe("redact", () => {
  it.each([
    ['{"client_secret":"hunter2!"}', '{"client_secret":"[redacted]"}'],
    ["https://u:hunter2!@bank.example/x", "https://[redacted]@bank.example/x"],
    ["/pay?access_token=hunter2!&page=2", "/pay?access_token=[redacted]&page=2"],
    ["Authorization: Basic aHVudGVyMg==", "Authorization: [redacted]"],
    ["a token of thanks: three coffees", "a token of thanks: three coffees"],
  ])("finds what is secret inside %s", (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it("knows secrets by what they are called", () => {
    const value = { Cookie: "a=b", "X-Auth-Key": "k", pin: "1234", otp: 99, senha: "s", pinned: 1 };
    const masked = "[redacted]";
    expect(redact(value)).toEqual({
      Cookie: masked,
      "X-Auth-Key": masked,
      pin: masked,
      otp: masked,
      senha: masked,
      pinned: 1,
    });
  });

  it.each([
    "sk-ant-REDACTED",
    "APP_USR-1234567890123456-010112-abcdef",
    "whsec_0123456789abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    "529.982.247-25",
    "AKIAIOSFODNN7EXAMPLE",
  ])("takes %s out of a text, and leaves the rest", (secret) => {
    expect(redact({ note: `before ${secret} after` })).toEqual({ note: "before [redacted] after" });
  });

  it("reads a long text once, whatever tokens seem to begin in it", () => {
    const text = "eyJ-".repeat(262_144);
    const began = performance.now();
    expect(redact(text)).toBe(text);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it("keeps what is no secret", () => {
    const value = { amount: 1, list: ["a", null, true], order: "1234567890123", nothing: null };
    expect(redact(value)).toEqual(value);
  });
});

async function set(store: Store, seq: number, column: string, value: string): Promise<void> {
  await store.write((transaction) =>
    sql`update audit_entries set ${sql.ref(column)} = ${value} where seq = ${seq}`.execute(
      transaction,
    ),
  );
}
