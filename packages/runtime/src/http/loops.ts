import type { DurableLoopEvent } from "@codespar/protocol";
import {
  durableLoopEventSchema,
  durableLoopRequestSchema,
  durableLoopSchema,
} from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

import { checkLoop } from "../loops/check-loop.ts";
import { followLoop } from "../loops/follow-loop.ts";
import { toDurableLoop } from "../loops/to-durable-loop.ts";
import type { LoopRow } from "../store/schema.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { idempotencyHeaders, json, jsonBody, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";
import { isStillValid } from "./is-still-valid.ts";
import { publicUrlOf } from "./public-url.ts";

const heartbeatMs = 15_000;

const params = sessionParams.extend({ loop_id: z.string().max(100) });
const progress = (description: string) => ({
  description,
  content: {
    "application/json": { schema: durableLoopSchema },
    "text/event-stream": { schema: durableLoopEventSchema },
  },
});

/** Serves loops that run to their end through crashes: start, get or follow, cancel. */
export function serveLoops(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveStart(app, parts);
  app.openapi(
    apiRoute(parts, "getLoop", {
      request: { params },
      responses: { 200: progress("Where the loop is; its progress when a stream is accepted.") },
    }),
    async (context) => {
      const { session_id, loop_id } = context.req.valid("param");
      const session = await parts.sessions.get(context.get("principal"), session_id);
      const loop = await parts.loops.get(session, loop_id);
      if (isStream(context)) return stream(parts, context, loop);
      return context.json(toDurableLoop(loop, await parts.loops.steps(loop.id)), 200);
    },
  );

  app.openapi(
    apiRoute(parts, "cancelLoop", {
      request: { params },
      responses: { 200: json("The loop, which begins no further step.", durableLoopSchema) },
    }),
    async (context) => {
      const { session_id, loop_id } = context.req.valid("param");
      const session = await parts.sessions.get(context.get("principal"), session_id);
      const { id } = await parts.loops.get(session, loop_id);
      await parts.loops.cancel(session, id, parts.clock.now());
      const loop = await parts.loops.get(session, id);
      return context.json(toDurableLoop(loop, await parts.loops.steps(id)), 200);
    },
  );
}

function serveStart(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "startLoop", {
      request: {
        params: sessionParams,
        headers: idempotencyHeaders,
        body: jsonBody(durableLoopRequestSchema),
      },
      responses: { 201: progress("The loop; its progress when a stream is accepted.") },
    }),
    async (context) => {
      const { session_id: sessionId } = context.req.valid("param");
      const request = context.req.valid("json");
      checkLoop(request);
      const principal = context.get("principal");
      const { sessions, loops } = parts;
      const session = await sessions.touch(await sessions.getActive(principal, sessionId));
      const { loop, isNew } = await loops.create({
        session,
        principal,
        request,
        idempotencyKey: context.req.valid("header")["idempotency-key"] ?? null,
        publicUrl: publicUrlOf(parts, context),
        traceparent: context.req.header("traceparent")?.slice(0, 255),
        now: parts.clock.now(),
      });
      if (isNew) parts.loopRunner.run(loop);
      else context.header("Idempotent-Replayed", "true");
      context.status(201);
      if (isStream(context)) return stream(parts, context, loop);
      return context.json(toDurableLoop(loop, await loops.steps(loop.id)), 201);
    },
  );
}

function isStream(context: Context<AppEnv>): boolean {
  return (context.req.header("accept") ?? "").includes("text/event-stream");
}

/** The progress as it happens; the loop goes on when nobody listens any more. */
function stream(parts: HttpParts, context: Context<AppEnv>, loop: LoopRow) {
  const listening = new AbortController();
  const stop = (): void => listening.abort();
  context.req.raw.signal.addEventListener("abort", stop, { once: true });
  return streamSSE(context, async (sse) => {
    sse.onAbort(stop);
    const heart = setInterval(() => void sse.write(": ping\n\n"), heartbeatMs);
    try {
      for await (const event of followLoop(parts, { loop, signal: listening.signal })) {
        if (!(await isStillValid(parts, context))) return;
        await sse.writeSSE(toFrame(event));
      }
    } finally {
      clearInterval(heart);
    }
  });
}

function toFrame(event: DurableLoopEvent): { readonly event: string; readonly data: string } {
  return { event: event.type, data: JSON.stringify(event) };
}
