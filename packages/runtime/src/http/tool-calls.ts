import {
  callLogSchema,
  paymentStatusSchema,
  verificationStatusSchema,
} from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import type { Principal } from "../access/principal.ts";
import { isDeeperThan, maxInputDepth } from "../json-depth.ts";
import type { ToolCallRow } from "../store/schema.ts";
import { findToolCall } from "../tools/find-tool-call.ts";
import { toCallLog } from "../tools/list-call-logs.ts";
import { paymentStatus } from "../tools/payment-status.ts";
import { resolveCall } from "../tools/resolve-call.ts";
import { verificationStatus } from "../tools/verification-status.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, jsonBody } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";
import { streamStatus } from "./stream-status.ts";

const params = z.object({ tool_call_id: z.string().max(100) });
const stream = {
  200: {
    description: "Server-sent events: snapshot, update, done.",
    content: { "text/event-stream": { schema: z.string() } },
  },
};

/** Serves single calls, and what became of their payments and checks. */
export function serveToolCalls(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "getToolCall", {
      request: { params },
      responses: { 200: json("The call.", callLogSchema) },
    }),
    async (context) => {
      const { tool_call_id } = context.req.valid("param");
      const row = await findToolCall(parts.store, context.get("principal"), tool_call_id);
      return context.json(toCallLog(row), 200);
    },
  );
  serveResolutions(app, parts);
  servePayments(app, parts);
  serveVerifications(app, parts);
}

function serveResolutions(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "resolveToolCall", {
      request: {
        params,
        body: jsonBody(
          z.strictObject({
            outcome: z.enum(["executed", "not_executed"]),
            reason: z.string().min(1).max(1_000),
            data: z
              .record(z.string(), z.unknown())
              .refine((data) => !isDeeperThan(data, maxInputDepth), "is nested too deeply")
              .optional(),
          }),
        ),
      },
      responses: { 200: json("The call, resolved.", callLogSchema) },
    }),
    async (context) => {
      const { tool_call_id: callId } = context.req.valid("param");
      const { outcome, reason, data = {} } = context.req.valid("json");
      const principal = context.get("principal");
      const executed = outcome === "executed";
      await resolveCall(parts, { principal, callId, executed, reason, data });
      return context.json(toCallLog(await findToolCall(parts.store, principal, callId)), 200);
    },
  );
}

function servePayments(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store } = parts;
  app.openapi(
    apiRoute(parts, "getPaymentStatus", {
      request: { params },
      responses: { 200: json("Where the payment is.", paymentStatusSchema) },
    }),
    async (context) => {
      const { tool_call_id } = context.req.valid("param");
      const row = await findToolCall(store, context.get("principal"), tool_call_id);
      await parts.settled();
      return context.json(await paymentStatus(store, row), 200);
    },
  );

  app.openapi(
    apiRoute(parts, "streamPaymentStatus", { request: { params }, responses: stream }),
    async (context) => {
      const { tool_call_id } = context.req.valid("param");
      const row = await findToolCall(store, context.get("principal"), tool_call_id);
      return streamStatus(parts, context, {
        read: () => paymentStatus(store, row),
        isFinal: ({ payment_status: status }) => status !== "pending" && status !== "unknown",
      });
    },
  );
}

function serveVerifications(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const read = async (principal: Principal, row: ToolCallRow) =>
    verificationStatus(parts, row, await parts.sessions.get(principal, row.session_id));

  app.openapi(
    apiRoute(parts, "getVerificationStatus", {
      request: { params },
      responses: { 200: json("Where the check is.", verificationStatusSchema) },
    }),
    async (context) => {
      const { tool_call_id } = context.req.valid("param");
      const principal = context.get("principal");
      const row = await findToolCall(parts.store, principal, tool_call_id);
      return context.json(await read(principal, row), 200);
    },
  );

  app.openapi(
    apiRoute(parts, "streamVerificationStatus", { request: { params }, responses: stream }),
    async (context) => {
      const { tool_call_id } = context.req.valid("param");
      const principal = context.get("principal");
      const row = await findToolCall(parts.store, principal, tool_call_id);
      return streamStatus(parts, context, {
        read: () => read(principal, row),
        isFinal: ({ verification_status: status }) => status !== "pending" && status !== "unknown",
      });
    },
  );
}
