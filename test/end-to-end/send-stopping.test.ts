/** Turns that are stopped, at every point: the model and the tools stop, and the record is true. */
import type { AgentTurn, Session, StreamEvent } from "@codespar/sdk";
import type { ScriptedCall } from "@codespar/wires";
import { describe, expect, it } from "vitest";

import { backends, openScene, pay, paymentsOf, type Scene, wireOf } from "./agent-scene.ts";

type Fetch = typeof globalThis.fetch;

/** A model that hangs, and tells when it was stopped. */
interface HangingModel {
  readonly fetch: Fetch;
  /** Resolves when it was asked what it does not answer. */
  readonly hanging: Promise<void>;
  readonly stopped: Promise<void>;
  readonly wire: ReturnType<typeof wireOf>;
}

/** A model that makes its calls, and then says nothing until it is stopped. */
function hangsAfter(...turns: ReadonlyArray<readonly ScriptedCall[]>): HangingModel {
  const wire = wireOf(...turns);
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const { promise: hanging, resolve: hang } = Promise.withResolvers<void>();
  let isStopped = false;
  return {
    wire,
    hanging,
    stopped,
    fetch(input, init) {
      if (isStopped || wire.requests.length < turns.length) return wire.fetch(input, init);
      hang();
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => {
          isStopped = true;
          resolve();
          reject(new DOMException("Aborted", "AbortError"));
        });
      });
    },
  };
}

/** A model that says one word, and then nothing for ever. */
function hangsInText(): HangingModel {
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "scripted",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  const events = [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Charging" } },
  ];
  const wire = wireOf();
  return {
    wire,
    hanging: Promise.resolve(),
    stopped,
    fetch(input, init) {
      if (wire.requests.length > 0) return wire.fetch(input, init);
      wire.requests.push({ messages: [] });
      const body = new ReadableStream({
        start(controller) {
          for (const event of events) {
            const frame = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
            controller.enqueue(new TextEncoder().encode(frame));
          }
          init?.signal?.addEventListener("abort", () => {
            resolve();
            controller.error(new DOMException("Aborted", "AbortError"));
          });
        },
      });
      const headers = { "content-type": "text/event-stream" };
      return Promise.resolve(new Response(body, { headers }));
    },
  };
}

/** Leaves the loop at an event, and answers the turn once it is over. */
async function leaveAt(session: Session, isThere: (event: StreamEvent) => boolean) {
  let turnId = "";
  for await (const event of session.sendStream("Charge")) {
    if (event.type === "user_message") turnId = event.turn_id;
    if (isThere(event)) break;
  }
  return ended(session, turnId);
}

async function ended(session: Session, turnId: string): Promise<AgentTurn> {
  await expect.poll(async () => (await session.turn(turnId)).status).not.toBe("running");
  return session.turn(turnId);
}

/** Hangs in the provider, after the provider knows of the payment. */
const hangs = (id: string) => ({
  id,
  name: "codespar_pay",
  input: { amount: 1, description: "sandbox:timeout_after_commit" },
});

async function framework({ call }: Scene): Promise<readonly any[]> {
  const { data } = (await (await call("/logs")).json()) as { readonly data: readonly any[] };
  return data.filter((row) => row.framework === "send");
}

describe.each(backends)("with $name, a turn that is stopped", ({ create }) => {
  const open = (fetch: Fetch, options = {}, policy = {}): Promise<Scene> =>
    openScene(create(fetch), options, policy);

  it("during text stops the model, and keeps what was said", async () => {
    const model = hangsInText();
    const { session } = await open(model.fetch);
    const turn = await leaveAt(session, ({ type }) => type === "assistant_text");
    await model.stopped;
    expect(turn).toMatchObject({
      status: "aborted",
      result: { message: "Charging", tool_calls: [], iterations: 1 },
      error: null,
    });
  });

  it("before the model is asked again keeps what was done", async () => {
    const model = hangsAfter([pay("toolu_1")]);
    const { session } = await open(model.fetch);
    const turn = await leaveAt(session, ({ type }) => type === "tool_result");
    expect(turn).toMatchObject({
      status: "aborted",
      result: { tool_calls: [{ id: "toolu_1", status: "success" }] },
      error: null,
    });
    expect(await paymentsOf(session)).toBe(1);
    expect(model.wire.requests).toHaveLength(1);
  });

  it("between a tool and the model stops the model", async () => {
    const model = hangsAfter([pay("toolu_1")]);
    const { session } = await open(model.fetch);
    const stopping = new AbortController();
    const sending = session.send("Charge", { signal: stopping.signal });
    await model.hanging;
    expect(await paymentsOf(session)).toBe(1);
    stopping.abort();
    await expect(sending).rejects.toMatchObject({ code: "aborted" });
    await model.stopped;
  });

  it("during a tool says that nobody knows of it, makes no other call, and is remembered", async () => {
    const wire = wireOf([hangs("toolu_1"), pay("toolu_2")]);
    const scene = await open(wire.fetch);
    const { session } = scene;
    const stopping = new AbortController();
    const turnIds: string[] = [];
    const reading = (async () => {
      for await (const event of session.sendStream("Charge", { signal: stopping.signal })) {
        if (event.type === "user_message") turnIds.push(event.turn_id);
      }
    })();
    await expect.poll(() => paymentsOf(session)).toBe(1);
    stopping.abort();
    await expect(reading).rejects.toMatchObject({ code: "aborted" });
    expect(await ended(session, turnIds[0] ?? "")).toMatchObject({
      status: "aborted",
      result: {
        tool_calls: [{ id: "toolu_1", status: "error", error_code: "outcome_unknown" }],
      },
    });
    expect(await framework(scene)).toMatchObject([{ status: "unknown" }]);
    expect(await paymentsOf(session)).toBe(1);
    expect(wire.requests).toHaveLength(1);
    await session.send("And?");
    const told = JSON.stringify(wire.requests[1]?.messages);
    expect(told).toMatch(/The turn was stopped here.*codespar_pay.*outcome_unknown/);
  });

  it("while a person is waited for makes no call, and leaves the question open", async () => {
    const policy = { approvals: [{ tools: ["codespar_pay"] }] };
    const wire = wireOf([pay("toolu_1"), pay("toolu_2", 200)]);
    const { session, codespar } = await open(wire.fetch, {}, policy);
    const turn = await leaveAt(session, ({ type }) => type === "approval_required");
    expect(turn).toMatchObject({
      status: "aborted",
      result: { tool_calls: [{ id: "toolu_1", error_code: "approval_required" }] },
    });
    const { data: waiting } = await codespar.approvals.list({ status: "pending" });
    expect(waiting).toHaveLength(1);
    await codespar.approvals.approve(waiting[0]?.id ?? "");
    expect(await paymentsOf(session)).toBe(0);
    expect(wire.requests).toHaveLength(1);
  });

  it("by its time says so", async () => {
    const model = hangsAfter([pay("toolu_1")]);
    const { session } = await open(model.fetch, { turnLimits: { maxMs: 1_000 } });
    const events: StreamEvent[] = [];
    for await (const event of session.sendStream("Charge")) events.push(event);
    await model.stopped;
    expect(events.at(-1)).toMatchObject({ type: "error", error: "provider_timeout" });
    const [said] = events;
    expect(await session.turn(said?.type === "user_message" ? said.turn_id : "")).toMatchObject({
      status: "error",
      result: { tool_calls: [{ status: "success" }] },
      error: { code: "provider_timeout" },
    });
  });

  it("lets another message be answered; before that it is refused", async () => {
    const model = hangsAfter([pay("toolu_1")]);
    const { session, call } = await open(model.fetch);
    const stopping = new AbortController();
    const first = session.send("Charge", { signal: stopping.signal });
    await model.hanging;
    const body = JSON.stringify({ message: "Hello" });
    expect((await call("/send", { method: "POST", body })).status).toBe(409);
    stopping.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    await model.stopped;
    expect(await session.send("Hello")).toMatchObject({ message: "All done." });
  });
});
