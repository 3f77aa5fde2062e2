import { describe, expect, it } from "vitest";

import { as, keys, openTenants, projects } from "./open-tenants.ts";
import { openDatabase } from "./stores/open-database.ts";

type Tenants = Awaited<ReturnType<typeof openTenants>>;

interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

const bodies: Readonly<Record<string, object>> = {
  execute: { tool: "codespar_pay", input: { amount: 1 } },
  authorizeConnection: {},
  send: { message: "Hello" },
  startLoop: { steps: [{ tool: "codespar_list_tools" }] },
  decideApproval: { decision: "approve" },
  resolveToolCall: { outcome: "executed", reason: "mine" },
  proxyExecute: { server: "stripe", endpoint: "/stripe_list_payment_intents" },
};

/** Path parameters that belong to nobody: the same for every tenant. */
const common: Readonly<Record<string, string>> = { server_id: "stripe", name: "codespar_pay" };

/** What tenant A has, by the name of the path parameter that asks for it. */
async function fill({ call }: Tenants): Promise<Readonly<Record<string, string>>> {
  const post = async (path: string, body?: object) =>
    (await call("POST", path, body, as(keys.a))).body;
  const { id: sessionId } = await post("/v1/sessions", {
    user_id: "u",
    servers: ["stripe", "persona"],
  });
  const run = (tool: string, input: object) =>
    post(`/v1/sessions/${sessionId}/execute`, { tool, input });
  const paid = await run("codespar_pay", { amount: 100 });
  await run("codespar_kyc", { buyer: { name: "Maria" } });
  const { id: guarded } = await post("/v1/sessions", {
    user_id: "u",
    servers: ["stripe"],
    policy: { approvals: [{}] },
  });
  const asked = await post(`/v1/sessions/${guarded}/execute`, {
    tool: "codespar_pay",
    input: { amount: 100 },
  });
  const said = await call(
    "POST",
    `/v1/sessions/${sessionId}/send`,
    { message: "Hello" },
    as(keys.a),
  );
  // Its stream ends when it does, so that nothing of it changes afterwards.
  const looped = await call("POST", `/v1/sessions/${sessionId}/loops`, bodies["startLoop"], {
    ...as(keys.a),
    Accept: "text/event-stream",
  });
  const account = { server_id: "asaas", user_id: "u", secret: "a secret" };
  const { id: connectionId } = await post("/v1/connections", account);
  const { id: keyId } = await post("/v1/api-keys", { name: "ci" });
  return {
    session_id: sessionId,
    tool_call_id: paid.tool_call_id,
    payment_id: paid.data.payment_id,
    connection_id: connectionId,
    key_id: keyId,
    project_id: projects.a,
    approval_id: asked.data.approval_id,
    loop_id: /loop_[a-z0-9]+/.exec(looped.body)?.[0] ?? "",
    turn_id: said.headers.get("x-turn-id") ?? "",
  };
}

async function operations({ call }: Tenants): Promise<readonly Operation[]> {
  const { body } = await call("GET", "/openapi.json");
  return Object.entries<Record<string, { operationId: string }>>(body.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({ operationId, method, path })),
  );
}

/** Everything that is stored for a project. */
async function stored(location: string, projectId: string): Promise<string> {
  await using database = await openDatabase(location);
  const rows: unknown[] = [];
  for (const table of await database.tables()) {
    rows.push([table, await database.rowsOf(table, projectId)]);
  }
  return JSON.stringify(rows);
}

/** The status alone: some answers are streams that do not end. */
async function statusFor({ runtime }: Tenants, target: string, key: string): Promise<number> {
  const response = await runtime.fetch(`http://codespar.test${target}`, { headers: as(key) });
  await response.body?.cancel();
  return response.status;
}

describe("another tenant's ids", () => {
  it("do not exist on any route that takes one, and nothing of the other's changes", async () => {
    const tenants = await openTenants();
    const own = await fill(tenants);
    const before = await stored(tenants.file, projects.a);
    expect(before).toContain(own["session_id"]);
    const asked: string[] = [];
    for (const { operationId, method, path } of await operations(tenants)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
      if (!names.some((name) => own[name] !== undefined)) continue;
      const target = path.replaceAll(
        /\{(\w+)\}/g,
        (_whole, name: string) => own[name] ?? common[name] ?? "missing",
      );
      if (method === "get") expect(await statusFor(tenants, target, keys.a), target).toBe(200);
      const takesBody = method === "post" || method === "put";
      const body = bodies[operationId] ?? (takesBody ? {} : undefined);
      const { status, body: answer } = await tenants.call(
        method.toUpperCase(),
        target,
        body,
        as(keys.b),
      );
      expect([operationId, status, answer.code]).toEqual([operationId, 404, "not_found"]);
      asked.push(operationId);
    }
    expect(asked.length).toBeGreaterThanOrEqual(20);
    expect(await stored(tenants.file, projects.a)).toBe(before);
  });

  it("do not exist in bodies, queries and headers either", async () => {
    const { call, ...tenants } = await openTenants();
    const own = await fill({ call, ...tenants });
    const cursor = await call(
      "GET",
      `/v1/sessions?cursor=${own["session_id"]}`,
      undefined,
      as(keys.b),
    );
    expect(cursor.status).toBe(404);
    const pinned = { name: "x", project_id: projects.a };
    expect((await call("POST", "/v1/api-keys", pinned, as(keys.b))).status).toBe(404);
    const usage = await call(
      "GET",
      `/v1/usage?session_id=${own["session_id"]}`,
      undefined,
      as(keys.b),
    );
    expect(usage.body.totals.tool_calls).toBe(0);
    const audit = await call(
      "GET",
      `/v1/audit?session_id=${own["session_id"]}`,
      undefined,
      as(keys.b),
    );
    expect(audit.body.data).toEqual([]);
    const { body: session } = await call(
      "POST",
      "/v1/sessions",
      { user_id: "u", servers: ["stripe"] },
      as(keys.b),
    );
    const status = await call(
      "POST",
      `/v1/sessions/${session.id}/execute`,
      { tool: "codespar_pay", input: { action: "status", payment_id: own["payment_id"] } },
      as(keys.b),
    );
    expect(status.body).toMatchObject({ success: false, error_code: "invalid_input" });
    const lists = ["/v1/connections", "/v1/projects", "/v1/api-keys", "/v1/sessions"];
    for (const list of lists) {
      const { body } = await call("GET", list, undefined, as(keys.b));
      for (const id of Object.values(own)) expect(JSON.stringify(body), list).not.toContain(id);
    }
  });
});
