import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";
import { as, keys, openTenants, projects } from "./open-tenants.ts";
import { newStore } from "./stores/new-store.ts";

const opening = { user_id: "u", servers: ["stripe"] };

describe("a project", () => {
  it("cannot see another's sessions, calls, audit or payments: they do not exist for it", async () => {
    const { call } = await openTenants();
    const { body } = await call("POST", "/v1/sessions", opening, as(keys.a));
    const own = `/v1/sessions/${body.id}`;
    const paid = await call(
      "POST",
      `${own}/execute`,
      { tool: "codespar_pay", input: { amount: 1 } },
      as(keys.a),
    );
    const payment = paid.body.data.payment_id;
    const foreign = [
      call("GET", own, undefined, as(keys.b)),
      call("DELETE", own, undefined, as(keys.b)),
      call("GET", `${own}/tools`, undefined, as(keys.b)),
      call("GET", `${own}/connections`, undefined, as(keys.b)),
      call("GET", `${own}/logs`, undefined, as(keys.b)),
      call("POST", `${own}/execute`, { tool: "codespar_pay", input: {} }, as(keys.b)),
      call("POST", `/v1/sandbox/payments/${payment}/settle`, undefined, as(keys.b)),
    ];
    for (const { status, body: refusal } of await Promise.all(foreign)) {
      expect([status, refusal.code]).toEqual([404, "not_found"]);
    }
    expect((await call("GET", own, undefined, as(keys.a))).body.status).toBe("active");
    expect((await call("GET", "/v1/sessions", undefined, as(keys.b))).body.data).toEqual([]);
    const { data: audited } = (await call("GET", "/v1/audit", undefined, as(keys.b))).body;
    expect(audited).toMatchObject([
      { kind: "refusal", project_id: projects.b, error_code: "not_found", input: null },
    ]);
    expect((await call("GET", "/v1/usage", undefined, as(keys.b))).body.totals.tool_calls).toBe(0);
  });

  it("is the key's own, whatever the header says", async () => {
    const { call } = await openTenants();
    const headers = { ...as(keys.a), "x-codespar-project": projects.b };
    const { body } = await call("POST", "/v1/sessions", opening, headers);
    expect(body.project_id).toBe(projects.a);
  });
});

describe("a key", () => {
  it("can do only what its scopes say", async () => {
    const { call } = await openTenants();
    const { body } = await call("POST", "/v1/sessions", opening, as(keys.a));
    const own = `/v1/sessions/${body.id}`;
    expect((await call("GET", own, undefined, as(keys.reader))).status).toBe(200);
    const refused = await Promise.all([
      call("POST", "/v1/sessions", opening, as(keys.reader)),
      call("DELETE", own, undefined, as(keys.reader)),
      call("POST", `${own}/execute`, { tool: "codespar_pay", input: {} }, as(keys.reader)),
      call("GET", "/v1/audit", undefined, as(keys.reader)),
      call("GET", "/v1/usage", undefined, as(keys.reader)),
    ]);
    for (const { status, body: refusal } of refused) {
      expect([status, refusal.code]).toEqual([403, "insufficient_scope"]);
    }
    const audited = await call("GET", "/v1/audit", undefined, as(keys.a));
    expect(audited.body.data).toMatchObject([
      { kind: "refusal", error_code: "insufficient_scope", tool: "codespar_pay" },
    ]);
  });

  it("that has expired is unauthorized", async () => {
    const { call } = await openTenants();
    const { status } = await call("GET", "/v1/sessions", undefined, as(keys.expired));
    expect(status).toBe(401);
  });

  it("that a runtime made for itself ends with it, and one it was given does not", async () => {
    const file = newStore();
    const made = openRuntime({ store: file });
    await made.session([]);
    const ended = made.runtime.apiKey;
    await made.runtime.close();
    const apiKey = "csk_test_gggggggggggggggggggg";
    const given = openRuntime({ store: file, apiKey });
    expect((await given.call("GET", "/v1/sessions", undefined, as(ended))).status).toBe(401);
    await given.runtime.close();
    const again = openRuntime({ store: file });
    expect((await again.call("GET", "/v1/sessions", undefined, as(apiKey))).status).toBe(200);
    await again.runtime.close();
  });

  it("for live opens another session under the key of a test session", async () => {
    const { call } = await openTenants();
    const open = (key: string) =>
      call(
        "POST",
        "/v1/sessions",
        { user_id: "u", servers: [] },
        {
          ...as(key),
          "Idempotency-Key": "open-1",
        },
      );
    const [test, live] = [await open(keys.a), await open(keys.live)];
    expect(live.status).toBe(201);
    expect(live.body.id).not.toBe(test.body.id);
  });

  it("for live reaches no sandbox server, and sees no test session", async () => {
    const { call } = await openTenants();
    const opened = await call("POST", "/v1/sessions", opening, as(keys.live));
    const statuses = opened.body.servers.map((server: { status: string }) => server.status);
    expect(new Set(statuses)).toEqual(new Set(["pending"]));
    const test = await call("POST", "/v1/sessions", opening, as(keys.a));
    const seen = await call("GET", `/v1/sessions/${test.body.id}`, undefined, as(keys.live));
    expect(seen.status).toBe(404);
  });
});
