import type {
  AgentTurn,
  ErrorCode,
  ErrorStatus,
  SendResult,
  StreamEvent,
} from "@codespar/protocol";
import { agentTurnSchema, sendResultSchema, streamEventSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

import { type BegunTurn, runTurn } from "../agent/run-turn.ts";
import { toAgentTurn } from "../agent/to-agent-turn.ts";
import { RuntimeError } from "../runtime-error.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { idempotencyHeaders, json, jsonBody, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";
import { publicUrlOf } from "./public-url.ts";
import { toFrame } from "./to-frame.ts";

const heartbeatMs = 15_000;

const sendBody = z.object({ message: z.string().min(1).max(100_000) });

/** Serves the session's agent: a message, streamed or not, and the turns there were. */
export function serveSend(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "send", {
      request: { params: sessionParams, headers: idempotencyHeaders, body: jsonBody(sendBody) },
      responses: {
        200: {
          description: "What the agent said and did; a stream of events when one is accepted.",
          content: {
            "application/json": { schema: sendResultSchema },
            "text/event-stream": { schema: streamEventSchema },
          },
        },
      },
    }),
    async (context) => {
      const { session_id: sessionId } = context.req.valid("param");
      const principal = context.get("principal");
      const { sessions, turns, clock } = parts;
      const active = await sessions.getActive(principal, sessionId);
      const newTurn = {
        session: active,
        message: context.req.valid("json").message,
        idempotencyKey: context.req.valid("header")["idempotency-key"] ?? null,
        now: clock.now(),
      };
      // Neither waits for the other, so that one commit serves both.
      const [session, { turn, isNew }] = await Promise.all([
        sessions.touch(active),
        turns.begin(newTurn),
      ]);
      const begun = { turn, session, principal, publicUrl: publicUrlOf(parts, context) };
      context.header("X-Turn-Id", turn.id);
      const isStream = (context.req.header("accept") ?? "").includes("text/event-stream");
      const events = (signal: AbortSignal): AsyncIterable<StreamEvent> =>
        isNew ? runTurn(parts, { ...begun, signal }) : retell(toAgentTurn(turn));
      return isStream ? stream(context, events) : answer(context, events);
    },
  );

  app.openapi(
    apiRoute(parts, "getTurn", {
      request: { params: sessionParams.extend({ turn_id: z.string().max(100) }) },
      responses: { 200: json("The turn.", agentTurnSchema) },
    }),
    async (context) => {
      const { session_id, turn_id } = context.req.valid("param");
      const session = await parts.sessions.get(context.get("principal"), session_id);
      return context.json(toAgentTurn(await parts.turns.get(session, turn_id)), 200);
    },
  );
}

type Events = (signal: BegunTurn["signal"]) => AsyncIterable<StreamEvent>;

/** Codes that are refusals here, although elsewhere they arrive inside results. */
const refusals: Readonly<Partial<Record<ErrorCode, ErrorStatus>>> = {
  // What a model's provider refuses, it refuses again: a bad key, a message that is too long.
  provider_error: 422,
  provider_rate_limited: 429,
  provider_timeout: 504,
  provider_unavailable: 503,
};

/** The whole turn as one answer. */
async function answer(context: Context<AppEnv>, events: Events) {
  let result: SendResult | undefined;
  for await (const event of events(context.req.raw.signal)) {
    if (event.type === "error") {
      throw new RuntimeError(event.error, event.message, { status: refusals[event.error] });
    }
    if (event.type === "done") ({ result } = event);
  }
  if (result === undefined) throw new RuntimeError("internal", "The turn was stopped.");
  return context.json(result, 200);
}

/** The turn as it happens; it stops when nobody listens any more. */
function stream(context: Context<AppEnv>, events: Events) {
  const listening = new AbortController();
  const stop = (): void => listening.abort();
  context.req.raw.signal.addEventListener("abort", stop, { once: true });
  return streamSSE(context, async (sse) => {
    sse.onAbort(stop);
    const heart = setInterval(() => void sse.write(": ping\n\n"), heartbeatMs);
    try {
      for await (const event of events(listening.signal)) await sse.writeSSE(toFrame(event));
    } finally {
      clearInterval(heart);
    }
  });
}

/** A turn that was run before, told again. */
async function* retell({ id, message, status, result, error }: AgentTurn) {
  if (status === "running") throw new RuntimeError("call_in_progress");
  const said: StreamEvent = { type: "user_message", content: message, turn_id: id };
  yield said;
  if (status === "done" && result !== null) {
    const done: StreamEvent = { type: "done", result };
    yield done;
  } else {
    const { code = "internal", message: why = "The turn was stopped." } = error ?? {};
    const failed: StreamEvent = { type: "error", error: code, message: why };
    yield failed;
  }
}
