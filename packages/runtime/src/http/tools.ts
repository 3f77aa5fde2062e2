import { routes } from "@codespar/protocol";
import { toolCallSchema, toolResultSchema, toolSchema } from "@codespar/protocol/schemas";
import { isRecord } from "@codespar/protocol/validation";
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";

import { RuntimeError } from "../runtime-error.ts";
import { auditRefusal } from "../tools/audit-refusal.ts";
import { callTool } from "../tools/call-tool.ts";
import { rankTools } from "../tools/rank-tools.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { idempotencyHeaders, json, jsonBody, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";
import { publicUrlOf } from "./public-url.ts";

/** Serves tools: list, search, execute. */
export function serveTools(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveList(app, parts);
  app.use(toHonoPath(routes.execute.path), recordRefusals(parts));
  serveExecute(app, parts);
}

/** Every request to run a tool is audited, those refused before they became a call included. */
function recordRefusals(parts: HttpParts): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    await next();
    const { error } = context;
    const principal = context.get("principal");
    if (!(error instanceof RuntimeError) || principal === undefined) return;
    const body: unknown = await context.req.json().catch(() => undefined);
    const tool = isRecord(body) && typeof body["tool"] === "string" ? body["tool"] : "";
    const sessionId = (context.req.param("session_id") ?? "").slice(0, 100);
    await auditRefusal(parts, { principal, sessionId, tool: tool.slice(0, 255), error });
  };
}

function toHonoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function serveList(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "listTools", {
      request: {
        params: sessionParams,
        query: z.object({ server: z.string().optional(), q: z.string().max(1000).optional() }),
      },
      responses: { 200: json("The tools.", z.object({ data: z.array(toolSchema) })) },
    }),
    async (context) => {
      const { server, q } = context.req.valid("query");
      const { session_id } = context.req.valid("param");
      const session = await parts.sessions.getActive(context.get("principal"), session_id);
      const { tools } = await parts.catalog.indexOf(await parts.sessions.touch(session));
      const served = server === undefined ? tools : tools.filter((tool) => tool.server === server);
      const data = q === undefined ? served : rankTools(served, q).map(({ tool }) => tool);
      return context.json({ data: [...data] }, 200);
    },
  );
}

function serveExecute(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "execute", {
      request: {
        params: sessionParams,
        headers: idempotencyHeaders,
        body: jsonBody(toolCallSchema),
      },
      responses: { 200: json("What came of the call.", toolResultSchema) },
    }),
    async (context) => {
      const result = await callTool(parts, {
        principal: context.get("principal"),
        sessionId: context.req.valid("param").session_id,
        call: context.req.valid("json"),
        idempotencyKey: context.req.valid("header")["idempotency-key"] ?? null,
        publicUrl: publicUrlOf(parts, context),
        traceparent: context.req.header("traceparent"),
        signal: context.req.raw.signal,
      });
      if (result.replayed === true) context.header("Idempotent-Replayed", "true");
      return context.json(result, 200);
    },
  );
}
