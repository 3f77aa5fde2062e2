import { setTimeout } from "node:timers/promises";

import type { DurableLoop, DurableLoopRequest } from "@codespar/protocol";
import { describe, expect, it, onTestFinished } from "vitest";

import { type Answer, openRuntime, type TestRuntime } from "./open-runtime.ts";
import { serveFetch } from "./servers/serve-fetch.ts";
import { serveTools } from "./servers/serve-tools.ts";
import { newStore } from "./stores/new-store.ts";

const pay = { method: "pix", amount: 15_000 };

interface Scene {
  readonly test: TestRuntime;
  readonly id: string;
  start(request: DurableLoopRequest, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  get(loopId: string): Promise<DurableLoop>;
  /** Resolves when the loop is over. */
  end(loopId: string): Promise<DurableLoop>;
  run(request: DurableLoopRequest): Promise<DurableLoop>;
  payments(): Promise<number>;
}

async function open(policy: object = {}, store = newStore()): Promise<Scene> {
  const test = openRuntime({ store, callTimeoutMs: 500 });
  onTestFinished(() => test.runtime.close());
  const { body } = await test.call("POST", "/v1/sessions", {
    user_id: "user_123",
    servers: ["stripe", "nuvem-fiscal", "correios"],
    policy,
  });
  const id: string = body.id;
  const path = `/v1/sessions/${id}/loops`;
  const get: Scene["get"] = async (loopId) => (await test.call("GET", `${path}/${loopId}`)).body;
  const end: Scene["end"] = async (loopId) => {
    await expect
      .poll(async () => (await get(loopId)).finished_at, { timeout: 10_000, interval: 20 })
      .not.toBeNull();
    return get(loopId);
  };
  return {
    test,
    id,
    get,
    end,
    start: (request, headers) => test.call("POST", path, request, headers),
    async run(request) {
      const answer = await test.call("POST", path, request);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return end(answer.body.id);
    },
    async payments() {
      const listed = await test.execute(id, "stripe_list_payment_intents", {});
      return listed.body.data.payments.length;
    },
  };
}

describe("a durable loop", () => {
  it("runs its steps in order, each with what the ones before came to", async () => {
    const { run, payments } = await open();
    const loop = await run({
      steps: [
        { tool: "codespar_pay", params: pay },
        {
          tool: "codespar_invoice",
          params: {
            payment_id: "{{steps[0].data.payment_id}}",
            items: [
              { description: "Pix {{ steps[0].data.payment_id }} of {{steps[0].data.amount}}" },
            ],
          },
        },
        { tool: "codespar_pay", params: { ...pay, amount: "{{steps[0].data.amount}}" } },
      ],
    });
    expect(loop).toMatchObject({ status: "done", completed_steps: 3, total_steps: 3, error: null });
    const [first, second, third] = loop.steps;
    expect(second?.result?.success).toBe(true);
    expect(third?.result?.data["amount"]).toBe(first?.result?.data["amount"]);
    expect(await payments()).toBe(2);
  });

  it("starts once for a key, and refuses other steps under it", async () => {
    const { start, end, payments } = await open();
    const request = { steps: [{ tool: "codespar_pay", params: pay }] };
    const key = { "Idempotency-Key": "order-1" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => start(request, key)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const ids = new Set(answers.map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    expect(await end([...ids][0])).toMatchObject({ status: "done" });
    const again = await start(request, key);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const other = await start({ steps: [...request.steps, ...request.steps] }, key);
    expect([other.status, other.body.code]).toEqual([422, "idempotency_conflict"]);
    expect(await payments()).toBe(1);
  });

  it("makes its calls under keys of its own, and the audit says so", async () => {
    const { run, test } = await open();
    const loop = await run({ steps: [{ tool: "codespar_pay", params: pay }] });
    const { body } = await test.call("GET", "/v1/audit?tool=codespar_pay");
    const origin = { framework: "loop", run_id: loop.id, id: "0" };
    expect(body.data).toMatchObject([
      { kind: "intent", origin },
      { kind: "outcome", origin, tool_call_id: loop.steps[0]?.result?.tool_call_id },
    ]);
  });

  it("stops at the first failed step, or goes on when it is told to", async () => {
    const { run } = await open();
    const steps = [
      { tool: "codespar_pay", params: { ...pay, description: "sandbox:declined" } },
      { tool: "codespar_pay", params: pay },
    ];
    const stopped = await run({ steps });
    expect(stopped).toMatchObject({
      status: "error",
      completed_steps: 0,
      error: { code: "provider_error", step: 0 },
      steps: [
        { status: "error", attempts: 1 },
        { status: "not_reached", attempts: 0 },
      ],
    });
    const continued = await run({ steps, abort_on_error: false });
    expect(continued).toMatchObject({
      status: "error",
      completed_steps: 1,
      error: { code: "provider_error", step: 0 },
      steps: [{ status: "error" }, { status: "success" }],
    });
  });

  it("skips steps whose conditions do not hold", async () => {
    const { run } = await open();
    const look = { tool: "stripe_list_payment_intents" };
    const paid = "{{steps[0].data.amount}}";
    const conditions = [
      ["{{steps[0].success}}", true],
      ["{{steps[0].error}}", false],
      ["{{steps[0].data.nothing}}", false],
      [{ value: paid, equals: 15_000 }, true],
      [{ value: paid, equals: "15000" }, false],
      [{ value: paid, not_equals: 15_000 }, false],
      [{ value: paid, above: 14_999 }, true],
      [{ value: paid, below: 15_000 }, false],
      [{ value: "{{steps[0].data.nothing}}", exists: false }, true],
      [{ value: "{{steps[0].data.constructor}}", exists: true }, false],
      [[{ value: paid, above: 1 }, "{{steps[0].success}}"], true],
      [[{ value: paid, above: 1 }, "{{steps[0].error}}"], false],
    ] as const;
    const tested = conditions.map(([when]) => ({ ...look, when }));
    const { steps } = await run({ steps: [{ tool: "codespar_pay", params: pay }, ...tested] });
    const ran = steps.slice(1).map(({ status }) => status === "success");
    expect(ran).toEqual(conditions.map(([, holds]) => holds));
    expect(steps.every(({ status }) => status === "success" || status === "skipped")).toBe(true);
  });

  it.each([
    ["{{steps[1].data.id}}", "is not an earlier step"],
    ["{{steps[0].data.id}}", "is not an earlier step"],
    ["{{payment.id}}", "is no reference"],
    ["{{steps[0].data.x()}}", "is no reference"],
    ["{{steps[0]", "is no reference"],
  ])("refuses %s before anything runs", async (reference, why) => {
    const { start } = await open();
    const steps = [{ tool: "codespar_pay", params: { items: [{ id: reference }] } }];
    const { status, body } = await start({ steps });
    expect([status, body.code]).toEqual([400, "invalid_request"]);
    expect(body.message).toContain(why);
    expect(body.details.field).toBe("steps[0].params.items[0].id");
  });

  it("fails a step whose reference names nothing, and dispatches nothing", async () => {
    const { run, test, id } = await open();
    const loop = await run({
      steps: [
        { tool: "codespar_pay", params: pay },
        {
          tool: "codespar_pay",
          params: { ...pay, description: "{{steps[0].data.no_such_member}}" },
        },
      ],
    });
    expect(loop).toMatchObject({
      status: "error",
      error: { code: "invalid_input", step: 1 },
      steps: [{ status: "success" }, { status: "error", result: null }],
    });
    expect(loop.error?.message).toContain("there is no steps[0].data.no_such_member");
    const { body } = await test.call("GET", `/v1/sessions/${id}/logs`);
    expect(body.data).toHaveLength(1);
  });

  it("takes nothing that a result says for a reference, and lets braces be written", async () => {
    const { run } = await open();
    const description = String.raw`\{{steps[0].data}}`;
    const loop = await run({
      steps: [
        { tool: "codespar_pay", params: { ...pay, description } },
        { tool: "stripe_list_payment_intents" },
        {
          tool: "codespar_pay",
          params: { ...pay, description: "{{steps[1].data.payments[0].description}}" },
        },
        { tool: "stripe_list_payment_intents" },
      ],
    });
    expect(loop.status).toBe("done");
    const payments = loop.steps[3]?.result?.data["payments"];
    expect(JSON.stringify(payments).match(/"\{\{steps\[0\]\.data\}\}"/g)).toHaveLength(2);
  });

  it("is run once by its node, however many sweeps find it at the same time", async () => {
    let isBusy = false;
    const bank = await serveTools({ charge: { run: () => setTimeout(300, { done: true }) } });
    const gate = await serveFetch(async ({ method, headers, body }) =>
      isBusy
        ? new Response(null, { status: 429 })
        : fetch(bank.url, { method, headers, body, duplex: "half" }),
    );
    onTestFinished(() => bank[Symbol.asyncDispose]());
    onTestFinished(() => gate[Symbol.asyncDispose]());
    const test = openRuntime({ servers: { bank: { url: gate.url } }, duplicateWaitMs: 20 });
    onTestFinished(() => test.runtime.close());
    const path = `/v1/sessions/${await test.session(["bank"])}/loops`;
    isBusy = true;
    const retry_policy = { max_retries: 1, base_delay_ms: 60_000 };
    const steps = [{ tool: "bank_charge", params: {}, retry_policy }];
    const { body: loop } = await test.call("POST", path, { steps });
    const get = async () => (await test.call("GET", `${path}/${loop.id}`)).body;
    await expect.poll(get).toMatchObject({ steps: [{ status: "pending", attempts: 1 }] });
    isBusy = false;
    test.clock.advance(60_000);
    const sweep = () => test.call("POST", "/v1/sandbox/clock", { advance_ms: 0 });
    await Promise.all(Array.from({ length: 16 }, sweep));
    await expect.poll(get, { timeout: 5_000 }).toMatchObject({ status: "done" });
  });

  it("tries a step again by its policy, only after a failure that did nothing", async () => {
    const { start, get, end, test } = await open();
    const limited = { ...pay, description: "sandbox:rate_limited" };
    const retry_policy = { max_retries: 2, base_delay_ms: 60_000 };
    const { body } = await start({
      retry_policy,
      steps: [{ tool: "codespar_pay", params: limited }],
    });
    const attempts = async () => (await get(body.id)).steps[0]?.attempts;
    await expect.poll(attempts, { timeout: 5_000 }).toBe(1);
    expect(await get(body.id)).toMatchObject({
      status: "running",
      steps: [{ status: "pending", error: { code: "provider_rate_limited" } }],
    });
    test.clock.advance(60_000);
    await expect.poll(attempts, { timeout: 5_000 }).toBe(2);
    test.clock.advance(119_999);
    test.clock.advance(1);
    expect(await end(body.id)).toMatchObject({
      status: "error",
      error: { code: "provider_rate_limited", step: 0 },
      steps: [{ attempts: 3 }],
    });
  });

  it("stops at a call whose outcome nobody knows, and names the step", async () => {
    const { run, payments } = await open();
    const lost = { ...pay, description: "sandbox:timeout_after_commit" };
    const loop = await run({
      abort_on_error: false,
      retry_policy: { max_retries: 5 },
      steps: [
        { tool: "codespar_pay", params: pay },
        { tool: "codespar_pay", params: lost },
        { tool: "codespar_pay", params: pay },
      ],
    });
    expect(loop).toMatchObject({
      status: "unknown",
      error: { code: "outcome_unknown", step: 1 },
      steps: [{ status: "success" }, { status: "unknown" }, { status: "not_reached" }],
    });
    expect(await payments()).toBe(2);
  });
});

describe("a loop that needs a person", () => {
  const policy = { approvals: [{ above: { currency: "BRL", amount_minor: 10_000 } }] };
  const request = {
    steps: [
      { tool: "codespar_pay", params: { ...pay, amount: 100 } },
      { tool: "codespar_pay", params: pay },
      { tool: "codespar_pay", params: { ...pay, amount: 200 } },
    ],
  };

  async function untilWaiting(scene: Scene): Promise<{ loopId: string; approvalId: string }> {
    const { body } = await scene.start(request);
    await expect
      .poll(async () => (await scene.get(body.id)).status, { timeout: 5_000 })
      .toBe("waiting");
    const [, step] = (await scene.get(body.id)).steps;
    expect(step?.status).toBe("waiting");
    return { loopId: body.id, approvalId: step?.approval_id ?? "" };
  }

  it("waits, and goes on under the same key when it is approved", async () => {
    const scene = await open(policy);
    const { loopId, approvalId } = await untilWaiting(scene);
    expect(await scene.payments()).toBe(1);
    await scene.test.call("POST", `/v1/approvals/${approvalId}`, { decision: "approve" });
    const loop = await scene.end(loopId);
    expect(loop).toMatchObject({ status: "done", completed_steps: 3 });
    expect(await scene.payments()).toBe(3);
    const { body } = await scene.test.call("GET", `/v1/approvals/${approvalId}`);
    expect(body).toMatchObject({
      status: "used",
      tool_call_id: loop.steps[1]?.result?.tool_call_id,
    });
  });

  it("fails the step when it is denied", async () => {
    const scene = await open(policy);
    const { loopId, approvalId } = await untilWaiting(scene);
    const decision = { decision: "deny", reason: "Unknown customer" };
    await scene.test.call("POST", `/v1/approvals/${approvalId}`, decision);
    const loop = await scene.end(loopId);
    expect(loop).toMatchObject({ status: "error", error: { code: "policy_denied", step: 1 } });
    expect(loop.error?.message).toContain("Unknown customer");
    expect(await scene.payments()).toBe(1);
  });

  it("keeps its session open, and fails the step when nobody decides in a day", async () => {
    const scene = await open(policy);
    const { loopId } = await untilWaiting(scene);
    scene.test.clock.advance(23 * 3_600_000);
    const { body } = await scene.test.call("GET", `/v1/sessions/${scene.id}`);
    expect(body.status).toBe("active");
    expect((await scene.get(loopId)).status).toBe("waiting");
    scene.test.clock.advance(3_600_000);
    const loop = await scene.end(loopId);
    expect(loop).toMatchObject({ status: "error", error: { code: "approval_required", step: 1 } });
    const { body: asked } = await scene.test.call("GET", "/v1/approvals");
    expect(asked.data).toHaveLength(1);
  });

  it("is canceled, and what is decided afterwards changes nothing", async () => {
    const scene = await open(policy);
    const { loopId, approvalId } = await untilWaiting(scene);
    const path = `/v1/sessions/${scene.id}/loops/${loopId}`;
    const canceled = await scene.test.call("DELETE", path);
    expect(canceled.body).toMatchObject({
      status: "canceled",
      steps: [{ status: "success" }, { status: "not_reached" }, { status: "not_reached" }],
    });
    await scene.test.call("POST", `/v1/approvals/${approvalId}`, { decision: "approve" });
    expect((await scene.test.call("DELETE", path)).body).toEqual(canceled.body);
    expect(await scene.payments()).toBe(1);
  });

  it("is canceled with its session", async () => {
    const scene = await open(policy);
    const { loopId } = await untilWaiting(scene);
    await scene.test.call("DELETE", `/v1/sessions/${scene.id}`);
    expect(await scene.get(loopId)).toMatchObject({
      status: "canceled",
      error: { code: "session_closed", step: null },
    });
  });

  it("ends when the key that started it is revoked", async () => {
    const store = newStore();
    const scene = await open(policy, store);
    const { test } = scene;
    const { body: key } = await test.call("POST", "/v1/api-keys", {
      name: "agent",
      environment: "test",
      scopes: ["tools:execute", "sessions:read"],
    });
    const path = `/v1/sessions/${scene.id}/loops`;
    const headers = { Authorization: `Bearer ${key.key}` };
    const { body: loop } = await test.call("POST", path, request, headers);
    await expect.poll(async () => (await scene.get(loop.id)).status).toBe("waiting");
    const approvalId = (await scene.get(loop.id)).steps[1]?.approval_id;
    await test.call("DELETE", `/v1/api-keys/${key.id}`);
    await test.call("POST", `/v1/approvals/${approvalId}`, { decision: "approve" });
    expect(await scene.end(loop.id)).toMatchObject({
      status: "error",
      error: { code: "unauthorized" },
    });
    expect(await scene.payments()).toBe(1);
  });
});

describe("the progress of a loop", () => {
  it("is streamed: where it is, each step, and its end, the frames to the byte", async () => {
    const { test, id } = await open();
    const request = {
      steps: [
        { tool: "codespar_pay", params: pay },
        { tool: "codespar_pay", params: pay, when: "{{steps[0].error}}" },
      ],
    };
    const stream = { Accept: "text/event-stream" };
    const path = `/v1/sessions/${id}/loops`;
    const { status, headers, body } = await test.call("POST", path, request, stream);
    expect(status).toBe(201);
    expect(headers.get("content-type")).toContain("text/event-stream");
    expect(body).not.toContain("\r");
    const frames: string[] = body.split("\n\n").filter((frame: string) => frame !== "");
    const events = frames.map((frame) => {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(frame) ?? [];
      expect(JSON.parse(data ?? "").type).toBe(event);
      return JSON.parse(data ?? "");
    });
    expect(events[0]).toMatchObject({ type: "loop", loop: { status: "running" } });
    expect(events.at(-1)).toMatchObject({ type: "done", loop: { status: "done" } });
    const told = new Map(events.flatMap(({ step }) => (step ? [[step.index, step.status]] : [])));
    expect([...told]).toEqual([
      [0, "success"],
      [1, "skipped"],
    ]);
    const again = await test.call("GET", `${path}/${events[0].loop.id}`, undefined, stream);
    expect(again.status).toBe(200);
    expect(again.body.match(/^event: .*$/gm)).toEqual(["event: loop", "event: done"]);
  });

  it("is another project's affair, and there are limits", async () => {
    const { test, id, start } = await open();
    const step = { tool: "stripe_list_payment_intents" };
    const many = await start({ steps: Array.from({ length: 101 }, () => step) });
    expect(many.status).toBe(400);
    expect((await start({ steps: [] })).status).toBe(400);
    const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    const nested = await test.call(
      "POST",
      `/v1/sessions/${id}/loops`,
      `{ "steps": [{ "tool": "any", "params": { "deep": ${deep} } }] }`,
    );
    expect([nested.status, nested.body.code]).toEqual([400, "invalid_request"]);
    const unknown = await test.call("GET", `/v1/sessions/${id}/loops/loop_none`);
    expect(unknown.status).toBe(404);
    const { body } = await test.call("POST", "/v1/projects", { name: "Other" });
    const headers = { "x-codespar-project": body.id };
    const { body: loop } = await start({ steps: [step] });
    const path = `/v1/sessions/${id}/loops/${loop.id}`;
    for (const method of ["GET", "DELETE"]) {
      expect((await test.call(method, path, undefined, headers)).status).toBe(404);
    }
  });
});
