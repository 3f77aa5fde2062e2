import { describe, expect, it, onTestFinished } from "vitest";

import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { serveTools } from "./servers/serve-tools.ts";

/** Opens a runtime that ends with the test. */
function open(options: Parameters<typeof openRuntime>[0] = {}): TestRuntime {
  const test = openRuntime(options);
  onTestFinished(() => test.runtime.close());
  return test;
}

/** The samples of a metric, by their labels. */
async function read({ call }: TestRuntime, name: string): Promise<Record<string, number>> {
  const { status, headers, body } = await call("GET", "/metrics");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const samples = [...body.matchAll(new RegExp(`^${name}(?:{(.*)})? (\\S+)$`, "gm"))];
  return Object.fromEntries(samples.map(([, labels = "", value]) => [labels, Number(value)]));
}

describe("/metrics", () => {
  it("counts calls by server and outcome, and how long they took", async () => {
    const test = open();
    const id = await test.session();
    await test.execute(id, "codespar_pay", { amount: 100 }, "one");
    await test.execute(id, "codespar_pay", { amount: 100 }, "one");
    await test.execute(id, "codespar_pay", { amount: 200 }, "one");
    await test.execute(id, "codespar_pay", { amount: 1, description: "sandbox:declined" });
    await test.execute(id, "no_such_tool", {});
    expect(await read(test, "codespar_tool_call_duration_seconds_count")).toEqual({
      'server="stripe",outcome="success"': 1,
      'server="stripe",outcome="replayed"': 1,
      'server="none",outcome="idempotency_conflict"': 1,
      'server="stripe",outcome="provider_error"': 1,
      'server="none",outcome="unknown_tool"': 1,
    });
    const buckets = await read(test, "codespar_tool_call_duration_seconds_bucket");
    expect(buckets['le="+Inf",server="stripe",outcome="success"']).toBe(1);
    const sums = await read(test, "codespar_tool_call_duration_seconds_sum");
    expect(sums['server="stripe",outcome="success"']).toBeGreaterThan(0);
  });

  it("tells how things are now", async () => {
    const test = open();
    const policy = { approvals: [{ above: { currency: "BRL", amount_minor: 100 } }] };
    const { body } = await test.call("POST", "/v1/sessions", {
      user_id: "user_123",
      servers: ["stripe"],
      policy,
    });
    await test.session();
    await test.call("DELETE", `/v1/sessions/${await test.session()}`);
    const steps = [{ tool: "codespar_pay", params: { amount: 200 } }];
    await test.call("POST", `/v1/sessions/${body.id}/loops`, { steps });
    await expect
      .poll(() => read(test, "codespar_loops_open"), { timeout: 5_000 })
      .toEqual({
        'status="running"': 0,
        'status="waiting"': 1,
      });
    expect(await read(test, "codespar_sessions_open")).toEqual({ "": 2 });
    expect(await read(test, "codespar_approvals_waiting")).toEqual({ "": 1 });
    expect(await read(test, "codespar_nodes_alive")).toEqual({ "": 1 });
    expect(await read(test, "codespar_server_processes")).toEqual({ "": 0 });
    expect(await read(test, "codespar_breakers")).toEqual({});
  });

  it("shows a call under way, and a server that is left alone", async () => {
    const answer = Promise.withResolvers<object>();
    const asked = Promise.withResolvers<void>();
    const provider = await serveTools({
      wait: {
        run() {
          asked.resolve();
          return answer.promise;
        },
      },
    });
    onTestFinished(() => provider[Symbol.asyncDispose]());
    const breaker = { failures: 1, openMs: 60_000 };
    const test = open({ servers: { provider: { url: provider.url, breaker } } });
    const id = await test.session(["provider"]);
    const waiting = test.execute(id, "provider_wait", {});
    await asked.promise;
    expect(await read(test, "codespar_calls_in_flight")).toEqual({ "": 1 });
    answer.resolve({});
    await waiting;
    const state = 'server="provider",state=';
    expect(await read(test, "codespar_breakers")).toEqual({ [`${state}"closed"`]: 1 });
    await provider[Symbol.asyncDispose]();
    await test.execute(id, "provider_wait", {});
    expect(await read(test, "codespar_breakers")).toEqual({ [`${state}"open"`]: 1 });
    expect(await read(test, "codespar_calls_in_flight")).toEqual({ "": 0 });
  });

  it("is for keys that may read usage, and not for those of one project", async () => {
    const test = open();
    const { runtime, call } = test;
    const { status } = await runtime.fetch("http://codespar.test/metrics");
    expect(status).toBe(401);
    const { body: who } = await call("GET", "/v1/whoami");
    const key = async (more: object): Promise<string> => {
      const { body } = await call("POST", "/v1/api-keys", { environment: "test", ...more });
      return `Bearer ${body.key}`;
    };
    const pinned = { name: "pinned", scopes: ["usage:read"], project_id: who.project.id };
    for (const more of [{ name: "agent", scopes: ["tools:execute"] }, pinned]) {
      const headers = { Authorization: await key(more) };
      const refused = await call("GET", "/metrics", undefined, headers);
      expect([refused.status, refused.body.code]).toEqual([403, "insufficient_scope"]);
    }
  });
});
