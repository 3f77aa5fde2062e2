import { ConnectionError } from "@codespar/sdk";
import { createRecordingSession, type Responder } from "@codespar/sdk/testing";
import { describe, expect, it } from "vitest";

import { type LoopOptions, runLoop } from "../src/loop.ts";

function run(options: LoopOptions, respond?: Responder) {
  const session = createRecordingSession(respond === undefined ? {} : { respond });
  const running = runLoop(
    (tool, params, execution) => session.execute(tool, params, execution),
    options,
  );
  return { session, running };
}

const quick = { maxRetries: 2, baseDelay: 0 };

describe("a loop", () => {
  it("hands each step the results so far", async () => {
    const { running, session } = run({
      steps: [
        { tool: "a", params: { value: 1 } },
        { tool: "b", params: (results) => ({ before: results[0]?.data["value"] }) },
      ],
    });
    expect(await running).toMatchObject({ success: true, completedSteps: 2, totalSteps: 2 });
    expect(session.calls[1]?.params).toEqual({ before: 1 });
  });

  it("takes undefined for whatever may be left out", async () => {
    const retryPolicy = { maxRetries: undefined, backoff: undefined, baseDelay: undefined };
    const callbacks = { onStepComplete: undefined, onStepError: undefined };
    const steps = [{ tool: "a", params: {}, when: undefined }];
    const { running } = run({ steps, retryPolicy, ...callbacks, abortOnError: undefined });
    expect(await running).toMatchObject({ success: true, completedSteps: 1 });
  });

  it("skips a step whose condition does not hold, without a result", async () => {
    const { running } = run({
      steps: [
        { tool: "a", params: {}, when: () => false },
        { tool: "b", params: {} },
      ],
    });
    expect((await running).results.map(({ tool }) => tool)).toEqual(["b"]);
  });

  it("stops at the first failed step, or goes on when told to", async () => {
    const respond: Responder = ({ name }) =>
      name === "a" ? { success: false, error: "No.", error_code: "provider_error" } : { data: {} };
    const steps = [
      { tool: "a", params: {} },
      { tool: "b", params: {} },
    ];
    const stopped = await run({ steps }, respond).running;
    expect(stopped).toMatchObject({ success: false, completedSteps: 0 });
    expect(stopped.results).toHaveLength(1);
    expect(stopped.error).toMatchObject({ code: "provider_error" });
    const finished = await run({ steps, abortOnError: false }, respond).running;
    expect(finished).toMatchObject({ success: false, completedSteps: 1 });
    expect(finished.results).toHaveLength(2);
  });

  it("tells of each step as it ends", async () => {
    const told: string[] = [];
    await run(
      {
        steps: [
          { tool: "a", params: {} },
          { tool: "b", params: {} },
        ],
        onStepComplete: (step, _result, index) => told.push(`${index} ${step.tool} done`),
        onStepError: (step, error, index) => told.push(`${index} ${step.tool}: ${error.message}`),
      },
      ({ name }) => (name === "b" ? { success: false, error: "No." } : { data: {} }),
    ).running;
    expect(told).toEqual(["0 a done", "1 b: No."]);
  });

  it("tries a step again under the same idempotency key", async () => {
    let attempts = 0;
    const keys: Array<string | undefined> = [];
    const result = await runLoop(
      async (tool, _params, { idempotencyKey }) => {
        keys.push(idempotencyKey);
        attempts += 1;
        if (attempts === 1) throw new ConnectionError("connection_failed", "Lost.");
        const limited = attempts === 2;
        return {
          success: !limited,
          data: {},
          error: limited ? "Wait." : null,
          error_code: limited ? "provider_rate_limited" : null,
          server: "",
          tool,
          duration: 0,
          tool_call_id: "",
          called_at: "",
        };
      },
      { steps: [{ tool: "a", params: {} }], retryPolicy: quick },
    );
    expect(result.success).toBe(true);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it.each(["outcome_unknown", "provider_error", "policy_denied"] as const)(
    "never tries again after %s",
    async (error_code) => {
      const { running, session } = run(
        { steps: [{ tool: "a", params: {} }], retryPolicy: quick },
        () => ({ success: false, error: "No.", error_code }),
      );
      expect((await running).success).toBe(false);
      expect(session.calls).toHaveLength(1);
    },
  );

  it("gives each step its own key, the same when the loop is run again", async () => {
    const steps = [
      { tool: "a", params: {} },
      { tool: "a", params: {} },
    ];
    const session = createRecordingSession();
    const again = () =>
      runLoop((tool, params, options) => session.execute(tool, params, options), {
        steps,
        idempotencyKey: "order-1",
      });
    await again();
    await again();
    expect(session.calls).toHaveLength(4);
    expect(session.executions).toHaveLength(2);
  });

  it("keeps what was done when a step's own function throws", async () => {
    const fail = (): never => {
      throw new TypeError("There is no such member.");
    };
    const paid = { tool: "pay", params: { amount: 1 } };
    for (const step of [
      { tool: "invoice", params: fail },
      { tool: "invoice", params: {}, when: fail },
    ]) {
      const failed: string[] = [];
      const { running, session } = run({
        steps: [paid, step],
        onStepError: (_step, error, index) => failed.push(`${index} ${String(error)}`),
      });
      const { success, completedSteps, results, error } = await running;
      expect([success, completedSteps, results.length]).toEqual([false, 1, 1]);
      expect(error).toBeInstanceOf(TypeError);
      expect(failed).toEqual(["1 TypeError: There is no such member."]);
      expect(session.executions).toHaveLength(1);
    }
  });

  it.each([
    ["throws", () => Promise.reject(new Error("The disk is full."))],
    [
      "throws at once",
      () => {
        throw new Error("The disk is full.");
      },
    ],
  ])("keeps what was done when a callback %s, and says so", async (_how, onStepComplete) => {
    const steps = [
      { tool: "pay", params: {} },
      { tool: "invoice", params: {} },
    ];
    const stopped = run({ steps, onStepComplete });
    const { error, results, ...counts } = await stopped.running;
    expect(counts).toMatchObject({ success: false, completedSteps: 1, totalSteps: 2 });
    expect([error?.message, results.length]).toEqual(["The disk is full.", 1]);
    expect(stopped.session.executions).toHaveLength(1);
    const finished = run({ steps, onStepComplete, abortOnError: false });
    expect(await finished.running).toMatchObject({ success: false, completedSteps: 2 });
    expect(finished.session.executions).toHaveLength(2);
  });

  it("tells why a step failed, also where the callback that hears of it throws", async () => {
    const { running } = run(
      {
        steps: [{ tool: "pay", params: {} }],
        onStepError() {
          throw new Error("The disk is full.");
        },
      },
      () => ({ success: false, error: "No.", error_code: "policy_denied" }),
    );
    expect(await running).toMatchObject({ completedSteps: 0, error: { code: "policy_denied" } });
  });

  it("waits for a callback before the next step", async () => {
    const told: string[] = [];
    const { running } = run(
      {
        steps: [
          { tool: "a", params: {} },
          { tool: "b", params: {} },
        ],
        async onStepComplete({ tool }) {
          await Promise.resolve();
          told.push(`${tool} told`);
        },
      },
      ({ name }) => {
        told.push(`${name} made`);
        return {};
      },
    );
    await running;
    expect(told).toEqual(["a made", "a told", "b made", "b told"]);
  });

  it("stops when its signal is aborted", async () => {
    const controller = new AbortController();
    controller.abort();
    const { running, session } = run({
      steps: [
        { tool: "a", params: {} },
        { tool: "b", params: {} },
      ],
      abortOnError: false,
      signal: controller.signal,
    });
    expect((await running).success).toBe(false);
    expect(session.executions).toEqual([]);
  });
});
