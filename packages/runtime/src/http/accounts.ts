import { userIdSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import type { Principal } from "../access/principal.ts";
import { serverAliases } from "../catalog/servers.ts";
import { connectAccount } from "../connections/connect-account.ts";
import { beginFlow } from "../connections/oauth-flow.ts";
import { revokeAccount } from "../connections/revoke-account.ts";
import type { KnownServer } from "../mcp/server-directory.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ConnectionRow } from "../store/schema.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { browserUrlOf } from "./browser-url-of.ts";
import { json, jsonBody, redirectUrlField, scopesField } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const accountSchema = z
  .object({
    id: z.string(),
    user_id: z.string().nullable(),
    server_id: z.string(),
    auth_type: z.string(),
    status: z.enum(["connected", "revoked", "expired"]),
    display_name: z.string(),
    created_at: z.string(),
    connected_at: z.string(),
    revoked_at: z.string().nullable(),
    expires_at: z.string().nullable(),
  })
  .openapi("Account");

const secretField = z.union([
  z.string().min(1).max(8192),
  z.record(z.string().max(100), z.string().max(8192)),
]);

const serverField = z.string().min(1).max(100);

/** Serves the accounts that users and projects have at servers: list, connect, revoke. */
export function serveAccounts(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveCollection(app, parts);
  serveRevocation(app, parts);
  serveStart(app, parts);
}

function serveCollection(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "listAccounts", {
      request: { query: z.object({ user_id: userIdSchema.optional() }) },
      responses: {
        200: json(
          "The accounts, newest first, without their secrets.",
          z.object({ data: z.array(accountSchema), connections: z.array(accountSchema) }),
        ),
      },
    }),
    async (context) => {
      const { user_id } = context.req.valid("query");
      const rows = await parts.connections.list(context.get("principal"));
      const own = rows.filter((row) => user_id === undefined || row.user_id === user_id);
      const data = own.map(toAccount);
      return context.json({ data, connections: data }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "connectAccount", {
      request: {
        body: jsonBody(
          z.object({
            server_id: serverField,
            secret: secretField,
            user_id: userIdSchema.optional(),
            display_name: z.string().max(255).optional(),
          }),
        ),
      },
      responses: { 201: json("The account; its secret is sealed.", accountSchema) },
    }),
    async (context) => {
      const principal = context.get("principal");
      const { server_id, secret, user_id: userId = "", display_name } = context.req.valid("json");
      const server = findServer(parts, principal, server_id);
      const row = await connectAccount(parts, {
        owner: { ...principal, userId },
        serverId: server.facts.id,
        secret: { kind: "fields", fields: toFields(server, secret) },
        displayName: display_name,
        keyId: principal.keyId,
        sessionId: null,
        now: parts.timeFor(principal),
      });
      return context.json(toAccount(row), 201);
    },
  );
}

function serveRevocation(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "revokeAccount", {
      request: { params: z.object({ connection_id: z.string().max(100) }) },
      responses: { 204: { description: "The account's secret is gone." } },
    }),
    async (context) => {
      const principal = context.get("principal");
      const { connection_id } = context.req.valid("param");
      const now = parts.timeFor(principal);
      await revokeAccount(parts, principal, { id: connection_id, now });
      return context.body(null, 204);
    },
  );
}

function serveStart(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "startConnecting", {
      request: {
        body: jsonBody(
          z.object({
            server_id: serverField,
            user_id: userIdSchema,
            redirect_uri: redirectUrlField.optional(),
            scopes: scopesField.optional(),
          }),
        ),
      },
      responses: {
        200: json(
          "Where the user goes.",
          z.object({ link_token: z.string(), authorize_url: z.string(), expires_at: z.string() }),
        ),
      },
    }),
    async (context) => {
      const principal = context.get("principal");
      const { server_id, user_id, redirect_uri, scopes } = context.req.valid("json");
      const server = findServer(parts, principal, server_id);
      if (server.oauth === undefined) {
        const message = `${server.facts.name} has no OAuth; send its secrets to POST /v1/connections.`;
        throw new RuntimeError("invalid_request", message);
      }
      const { url, state, expiresAt } = await beginFlow(parts, {
        owner: { ...principal, userId: user_id },
        serverId: server.facts.id,
        target: server.oauth,
        sessionId: null,
        redirectUrl: redirect_uri ?? null,
        scopes,
        publicUrl: browserUrlOf(parts, context),
        now: parts.timeFor(principal),
      });
      const expires_at = new Date(expiresAt).toISOString();
      return context.json({ link_token: state, authorize_url: url, expires_at }, 200);
    },
  );
}

function findServer(parts: HttpParts, principal: Principal, id: string): KnownServer {
  const server = parts.directory.find(principal, serverAliases.get(id) ?? id);
  if (server === undefined) throw new RuntimeError("not_found", `There is no server "${id}".`);
  return server;
}

/** Secrets by the names the server knows them by. */
function toFields(
  { facts }: KnownServer,
  secret: z.output<typeof secretField>,
): Readonly<Record<string, string>> {
  const names = facts.credentials.map(({ name }) => name);
  const [only] = names;
  if (typeof secret === "string") {
    if (only !== undefined && names.length === 1) return { [only]: secret };
    throw new RuntimeError(
      "invalid_request",
      `"secret" must have ${names.join(", ") || "nothing"}.`,
    );
  }
  const missing = names.filter((name) => secret[name] === undefined);
  const unknown = Object.keys(secret).filter((name) => !names.includes(name));
  if (missing.length === 0 && unknown.length === 0) return secret;
  throw new RuntimeError(
    "invalid_request",
    `"secret" must have ${names.join(", ") || "nothing"}.`,
    {
      details: { field: "secret", missing, unknown },
    },
  );
}

function toAccount(row: ConnectionRow): z.output<typeof accountSchema> {
  return {
    id: row.id,
    user_id: row.user_id === "" ? null : row.user_id,
    server_id: row.server_id,
    auth_type: row.auth_type,
    status: row.status,
    display_name: row.display_name,
    created_at: toIso(row.created_at),
    connected_at: toIso(row.created_at),
    revoked_at: row.revoked_at === null ? null : toIso(row.revoked_at),
    expires_at: row.expires_at === null ? null : toIso(row.expires_at),
  };
}

function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
