import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { RuntimeError } from "../runtime-error.ts";
import { callTool } from "../tools/call-tool.ts";
import { proxyInputSchema } from "../tools/proxy-input.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { idempotencyHeaders, json, jsonBody, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";
import { publicUrlOf } from "./public-url.ts";

const proxyResultSchema = z
  .object({
    status: z.int(),
    data: z.unknown(),
    headers: z.record(z.string(), z.string()),
    duration: z.int(),
    proxy_call_id: z.string(),
  })
  .openapi("ProxyResult");

/** Serves raw calls to a connected server's own API: metered and audited like any other. */
export function serveProxy(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "proxyExecute", {
      request: {
        params: sessionParams,
        headers: idempotencyHeaders,
        body: jsonBody(proxyInputSchema),
      },
      responses: { 200: json("What the API answered, whatever its status.", proxyResultSchema) },
    }),
    async (context) => {
      const result = await callTool(parts, {
        principal: context.get("principal"),
        sessionId: context.req.valid("param").session_id,
        call: { tool: "proxy_execute", input: { ...context.req.valid("json") } },
        isProxy: true,
        idempotencyKey: context.req.valid("header")["idempotency-key"] ?? null,
        publicUrl: publicUrlOf(parts, context),
        signal: context.req.raw.signal,
      });
      if (!result.success) {
        throw new RuntimeError(result.error_code ?? "internal", result.error ?? undefined, {
          status: 422,
          details: { ...result.data, tool_call_id: result.tool_call_id },
        });
      }
      const { status, data, headers } = result.data;
      const answer = proxyResultSchema.parse({
        status,
        data,
        headers,
        duration: result.duration,
        proxy_call_id: result.tool_call_id,
      });
      return context.json(answer, 200);
    },
  );
}
