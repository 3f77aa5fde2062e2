import { connectionSchema, toolSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { listConnections } from "../sessions/list-connections.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const rowsSchema = z.array(connectionSchema);

/** Serves a session's connections. */
export function serveConnections(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "listConnections", {
      request: { params: sessionParams },
      responses: {
        200: json(
          "The connections, under every name clients read them by.",
          z.object({
            data: rowsSchema,
            connections: rowsSchema,
            servers: rowsSchema,
            tools: z.array(toolSchema),
            total: z.int(),
            session_id: z.string(),
          }),
        ),
      },
    }),
    async (context) => {
      const { session_id } = context.req.valid("param");
      const session = await parts.sessions.get(context.get("principal"), session_id);
      const listed = await listConnections(parts, await parts.sessions.touch(session));
      const rows = [...listed.connections];
      return context.json(
        {
          data: rows,
          connections: rows,
          servers: rows,
          tools: [...listed.tools],
          total: rows.length,
          session_id,
        },
        200,
      );
    },
  );
}
