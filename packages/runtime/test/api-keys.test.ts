import { describe, expect, it } from "vitest";

import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { as, keys, openTenants, projects } from "./open-tenants.ts";

describe("API keys", () => {
  it("are shown once, do what their scopes say, and stop when they are revoked or expire", async () => {
    const { call, clock } = openRuntime();
    const expires_at = new Date(clock.now() + 3_600_000).toISOString();
    const wanted = { name: "reporting", environment: "test", scopes: ["usage:read"], expires_at };
    const { status, body: key } = await call("POST", "/v1/api-keys", wanted);
    expect(status).toBe(201);
    expect(key).toMatchObject({ scopes: ["usage:read"], expires_at, key: key.full_key });
    expect(key.key).toMatch(/^csk_test_/);
    const { body: listed } = await call("GET", "/v1/api-keys");
    expect(JSON.stringify(listed)).not.toContain(key.key);
    expect(listed.data).toContainEqual(
      expect.objectContaining({ name: "reporting", prefix: key.key.slice(0, 17) }),
    );

    expect((await call("GET", "/v1/usage", undefined, as(key.key))).status).toBe(200);
    expect((await call("GET", "/v1/sessions", undefined, as(key.key))).status).toBe(403);
    const { body: who } = await call("GET", "/v1/whoami", undefined, as(key.key));
    expect(who.key).toEqual({ id: key.id, environment: "test", scopes: ["usage:read"] });

    clock.advance(3_600_001);
    const other = await openRuntimeKey(call);
    expect((await call("DELETE", `/v1/api-keys/${other.id}`)).status).toBe(204);
    expect((await call("DELETE", `/v1/api-keys/${other.id}`)).status).toBe(204);
    expect((await call("GET", "/v1/whoami", undefined, as(other.key))).status).toBe(401);
  });

  it("move nothing more once they are revoked, in a turn that they began either", async () => {
    const revoked = Promise.withResolvers<undefined>();
    const test = openRuntime({
      agent: {
        async *run({ session }) {
          await session.execute("codespar_pay", { amount: 100 });
          yield { type: "assistant_text", content: "Half of it.", iteration: 1 };
          await revoked.promise;
          await session.execute("codespar_pay", { amount: 100 }).catch(() => undefined);
        },
      },
    });
    const { body: key } = await test.call("POST", "/v1/api-keys", { name: "agent" });
    const id = await test.session();
    const message = { message: "Pay" };
    const sent = test.call("POST", `/v1/sessions/${id}/send`, message, as(key.key));
    await expect.poll(async () => await countPayments(test)).toBe(1);
    await test.call("DELETE", `/v1/api-keys/${key.id}`);
    revoked.resolve(undefined);
    await sent;
    expect(await countPayments(test)).toBe(1);
  });

  it("see nothing more of a stream once they are revoked", async () => {
    const test = openRuntime();
    const { body: key } = await test.call("POST", "/v1/api-keys", { name: "watcher" });
    const { body: paid } = await test.execute(await test.session(), "codespar_pay", {
      amount: 100,
    });
    const stream = await test.runtime.fetch(
      `http://codespar.test/v1/tool-calls/${paid.tool_call_id}/payment-status/stream`,
      { headers: as(key.key) },
    );
    await test.call("DELETE", `/v1/api-keys/${key.id}`);
    const text = await stream.text();
    expect(text.match(/^event: \w+/gm)).toEqual(["event: snapshot"]);
  });

  it("last no longer than the key that creates them", async () => {
    const { call, clock } = openRuntime();
    const expires_at = new Date(clock.now() + 3_600_000).toISOString();
    const short = { name: "short", environment: "test", expires_at };
    const { body: parent } = await call("POST", "/v1/api-keys", short);
    const child = { name: "child", environment: "test" };
    const { body } = await call("POST", "/v1/api-keys", child, as(parent.key));
    expect(body.expires_at).toBe(expires_at);
  });

  it("give no more than the key that creates them has", async () => {
    const { call } = await openTenants();
    const create = (body: object, key: string) => call("POST", "/v1/api-keys", body, as(key));
    const live = await create({ name: "x", environment: "live" }, keys.a);
    expect([live.status, live.body.code]).toEqual([403, "insufficient_scope"]);
    expect((await create({ name: "x" }, keys.reader)).status).toBe(403);
    const { body: small } = await create(
      { name: "small", scopes: ["keys:write", "usage:read"] },
      keys.a,
    );
    const more = await create({ name: "x", scopes: ["audit:read"] }, small.key);
    expect([more.status, more.body.details]).toEqual([403, { scopes: ["audit:read"] }]);
    const same = await create({ name: "y" }, small.key);
    expect(same.body).toMatchObject({
      scopes: ["usage:read", "keys:write"],
      project_id: projects.a,
    });
  });

  it("for tests leave live keys and the rules they work under alone", async () => {
    const { call } = await openTenants();
    const { key: live } = (await call("GET", "/v1/whoami", undefined, as(keys.live))).body;
    const policy = `/v1/projects/${projects.a}/policy`;
    const refused = [
      await call("DELETE", `/v1/api-keys/${live.id}`, undefined, as(keys.a)),
      await call("PUT", policy, { deny_tools: [] }, as(keys.a)),
    ];
    for (const { status, body } of refused) {
      expect([status, body.code]).toEqual([403, "insufficient_scope"]);
    }
    expect((await call("PUT", policy, { deny_tools: ["x"] }, as(keys.live))).status).toBe(200);
    expect((await call("GET", policy, undefined, as(keys.a))).body).toEqual({ deny_tools: ["x"] });
    await call("DELETE", `/v1/api-keys/${live.id}`, undefined, as(keys.live));
    expect((await call("PUT", policy, { deny_tools: [] }, as(keys.a))).status).toBe(200);
    const other = `/v1/projects/${projects.b}/policy`;
    expect((await call("PUT", other, { deny_tools: [] }, as(keys.b))).status).toBe(200);
  });

  it.each([
    [{ name: "" }, "name"],
    [{ name: "x", scopes: ["everything"] }, "scopes.0"],
    [{ name: "x", expires_at: "tomorrow" }, "expires_at"],
    [{ name: "x", expires_at: "2020-01-01T00:00:00Z" }, undefined],
  ])("are refused for %o", async (body, field) => {
    const answer = await openRuntime().call("POST", "/v1/api-keys", body);
    expect([answer.status, answer.body.details?.field]).toEqual([400, field]);
  });
});

type Call = ReturnType<typeof openRuntime>["call"];

async function countPayments({ call }: TestRuntime): Promise<number> {
  const { body } = await call("GET", "/v1/audit?tool=codespar_pay");
  const paid = body.data.filter(({ status }: { readonly status: string }) => status === "success");
  return paid.length;
}

async function openRuntimeKey(call: Call): Promise<{ readonly id: string; readonly key: string }> {
  return (await call("POST", "/v1/api-keys", { name: "other" })).body;
}

describe("projects", () => {
  it("keep sessions apart, and are chosen by the header or by the key", async () => {
    const { call } = openRuntime();
    const { body: staging } = await call("POST", "/v1/projects", { name: "Loja São João" });
    expect(staging).toMatchObject({
      id: expect.stringMatching(/^prj_[a-z0-9]{16}$/),
      slug: "loja-sao-joao",
      is_default: false,
    });
    const headers = { "x-codespar-project": staging.id };
    const opening = { user_id: "u", servers: [] };
    const { body: session } = await call("POST", "/v1/sessions", opening, headers);
    expect(session.project_id).toBe(staging.id);
    expect((await call("GET", `/v1/sessions/${session.id}`)).status).toBe(404);
    expect((await call("GET", `/v1/sessions/${session.id}`, undefined, headers)).status).toBe(200);

    const pin = { name: "ci", project_id: staging.id };
    const { body: key } = await call("POST", "/v1/api-keys", pin);
    const { body: seen } = await call("GET", "/v1/projects", undefined, as(key.key));
    expect(seen.data).toMatchObject([{ id: staging.id }]);
    const refused = await call("POST", "/v1/projects", { name: "more" }, as(key.key));
    expect(refused.status).toBe(403);
    expect((await call("GET", "/v1/sessions", undefined, as(key.key))).body.data).toHaveLength(1);
  });

  it.each([{ name: "A", slug: "default" }, { name: "A", slug: "Não" }, { name: "!!!" }, {}])(
    "are not created with %o",
    async (body) => {
      expect((await openRuntime().call("POST", "/v1/projects", body)).status).toBe(400);
    },
  );

  it("have slugs of their own", async () => {
    const { call } = openRuntime();
    expect((await call("POST", "/v1/projects", { name: "Shop" })).status).toBe(201);
    expect((await call("POST", "/v1/projects", { name: "shop" })).status).toBe(400);
  });
});
