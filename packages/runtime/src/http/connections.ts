import type { ConnectionAuthorization } from "@codespar/protocol";
import {
  connectionAuthorizationSchema,
  connectionDetailSchema,
  connectionSchema,
  toolSchema,
} from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { beginConnection, type BegunConnection } from "../connections/begin-connection.ts";
import { describeConnection } from "../sessions/describe-connection.ts";
import { listConnections } from "../sessions/list-connections.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { browserUrlOf } from "./browser-url-of.ts";
import { json, redirectUrlField, scopesField, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";
import { publicUrlOf } from "./public-url.ts";

const rowsSchema = z.array(connectionSchema);

const connectionParams = sessionParams.extend({ server_id: z.string().max(100) });

/** Serves a session's connections: list, get, disconnect. */
export function serveConnections(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveList(app, parts);
  serveItem(app, parts);
  serveAuthorize(app, parts);
}

function serveAuthorize(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "authorizeConnection", {
      request: {
        params: connectionParams,
        body: {
          content: {
            "application/json": {
              schema: z.object({
                redirect_url: redirectUrlField.optional(),
                scopes: scopesField.optional(),
              }),
            },
          },
        },
      },
      responses: { 200: json("Where the user goes.", connectionAuthorizationSchema) },
    }),
    async (context) => {
      const principal = context.get("principal");
      const { session_id, server_id } = context.req.valid("param");
      const { redirect_url = null, scopes } = context.req.valid("json");
      const session = await parts.sessions.getActive(principal, session_id);
      const begun = await beginConnection(parts, {
        session: await parts.sessions.touch(session),
        serverId: server_id,
        redirectUrl: redirect_url,
        scopes,
        publicUrl: browserUrlOf(parts, context),
        now: parts.timeFor(principal),
      });
      return context.json(toAuthorization(begun), 200);
    },
  );
}

function toAuthorization({
  url,
  state,
  scopes,
  expiresAt,
}: BegunConnection): ConnectionAuthorization {
  return {
    connected: false,
    redirect_url: url,
    redirectUrl: url,
    authorize_url: url,
    state,
    link_token: state,
    scopes,
    expires_at: new Date(expiresAt).toISOString(),
  };
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
      const where = { serverId: server_id, publicUrl: publicUrlOf(parts, context) };
      return context.json(await describeConnection(parts, touched, where), 200);
    },
  );

  app.openapi(
    apiRoute(parts, "disconnect", {
      request: { params: connectionParams },
      responses: { 204: { description: "The server's tools have left the session." } },
    }),
    async (context) => {
      const { session_id, server_id } = context.req.valid("param");
      const principal = context.get("principal");
      await parts.sessions.disconnect(principal, session_id, server_id);
      parts.toolChanges.publish(principal.projectId);
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
      const touched = await parts.sessions.touch(session);
      const listed = await listConnections(parts, touched, publicUrlOf(parts, context));
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
