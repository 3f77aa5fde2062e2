import type { OpenAPIHono } from "@hono/zod-openapi";
import { createMcpHandler } from "@modelcontextprotocol/server";
import type { Context } from "hono";

import { callTool } from "../tools/call-tool.ts";
import type { AppEnv } from "./app-env.ts";
import { authorizeSession } from "./authorize-session.ts";
import type { HttpParts } from "./http-parts.ts";
import { publicUrlOf } from "./public-url.ts";
import { refuseForeignHost } from "./refuse-foreign-host.ts";
import { createSessionMcpServer, type SessionForMcp } from "./session-mcp-server.ts";

/** Serves each session over MCP's Streamable HTTP, to clients of the current and older protocols. */
export function serveMcp(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  for (const path of ["/mcp/:session_id", "/v1/sessions/:session_id/mcp"]) {
    app.all(path, authorizeSession(parts), (context) => answer(parts, context));
  }
}

async function answer(parts: HttpParts, context: Context<AppEnv>): Promise<Response> {
  refuseForeignHost(parts, context);
  const { sessions, catalog } = parts;
  const principal = context.get("principal");
  const sessionId = (context.req.param("session_id") ?? "").slice(0, 100);
  const row = await sessions.touch(await sessions.getActive(principal, sessionId));
  const session: SessionForMcp = {
    tools: async () => (await catalog.indexOf(row)).tools,
    call: ({ tool, input, origin, idempotencyKey, signal, onProgress }) =>
      callTool(parts, {
        principal,
        sessionId: row.id,
        call: { tool, input, tool_call: origin },
        idempotencyKey,
        publicUrl: publicUrlOf(parts, context),
        signal,
        onProgress,
      }),
  };
  const handler = createMcpHandler(() => createSessionMcpServer(session), {
    bus: {
      // What changes is published where it changes.
      publish: () => undefined,
      subscribe: (listener) =>
        parts.toolChanges.subscribe(row.project_id, () => listener({ kind: "tools_list_changed" })),
    },
  });
  return handler.fetch(context.req.raw);
}
