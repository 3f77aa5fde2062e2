import { connectionDetailSchema, connectionSchema, toolSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { describeConnection } from "../sessions/describe-connection.ts";
import { listConnections } from "../sessions/list-connections.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const rowsSchema = z.array(connectionSchema);

const connectionParams = sessionParams.extend({ server_id: z.string().max(100) });

/** Serves a session's connections: list, get, disconnect. */
export function serveConnections(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveList(app, parts);
  serveItem(app, parts);
}

function serveItem(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "getConnection", {
      request: { params: connectionParams },
      responses: { 200: json("The connection.", connectionDetailSchema) },
    }),
    async (context) => {
      const { session_id, server_id } = context.req.valid("param");
      const session = await parts.sessions.get(context.get("principal"), session_id);
      const touched = await parts.sessions.touch(session);
      return context.json(await describeConnection(parts, touched, server_id), 200);
    },
  );

  app.openapi(
    apiRoute(parts, "disconnect", {
      request: { params: connectionParams },
      responses: { 204: { description: "The server's tools have left the session." } },
    }),
    async (context) => {
      const { session_id, server_id } = context.req.valid("param");
      await parts.sessions.disconnect(context.get("principal"), session_id, server_id);
      return context.body(null, 204);
    },
  );
}

function serveList(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
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
