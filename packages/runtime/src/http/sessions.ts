import { createSessionRequestSchema, sessionSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import type { Principal } from "../access/principal.ts";
import { createSessionToken } from "../access/session-token.ts";
import { openSession } from "../sessions/open-session.ts";
import { toSession } from "../sessions/to-session.ts";
import type { SessionRow } from "../store/schema.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { idempotencyHeaders, json, jsonBody, limitField, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";
import { publicUrlOf } from "./public-url.ts";

/** Serves sessions: open, list, get, close. */
export function serveSessions(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveCollection(app, parts);
  serveItem(app, parts);
}

function serveCollection(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "createSession", {
      request: { headers: idempotencyHeaders, body: jsonBody(createSessionRequestSchema) },
      responses: { 201: json("The session.", sessionSchema) },
    }),
    async (context) => {
      const principal = context.get("principal");
      const row = await openSession(
        { ...parts, now: () => parts.timeFor(principal) },
        {
          principal,
          request: context.req.valid("json"),
          idempotencyKey: context.req.valid("header")["idempotency-key"] ?? null,
        },
      );
      const token = tokenFor(parts, principal, row);
      return context.json(toSession(row, publicUrlOf(parts, context), token), 201);
    },
  );

  app.openapi(
    apiRoute(parts, "listSessions", {
      request: {
        query: z.object({
          limit: limitField,
          cursor: z.string().max(100).optional(),
          status: z.enum(["pending", "active", "closed", "error"]).optional(),
          user_id: z.string().max(255).optional(),
        }),
      },
      responses: {
        200: json(
          "A page of sessions.",
          z.object({ data: z.array(sessionSchema), next_cursor: z.string().nullable() }),
        ),
      },
    }),
    async (context) => {
      const { limit, cursor, status, user_id: userId } = context.req.valid("query");
      const filter = { limit: limit + 1, before: cursor, status, userId };
      const rows = await parts.sessions.list(context.get("principal"), filter);
      const page = rows.slice(0, limit);
      const publicUrl = publicUrlOf(parts, context);
      const next = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
      return context.json(
        { data: page.map((row) => toSession(row, publicUrl)), next_cursor: next },
        200,
      );
    },
  );
}

function serveItem(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { sessions } = parts;

  app.openapi(
    apiRoute(parts, "getSession", {
      request: { params: sessionParams },
      responses: { 200: json("The session.", sessionSchema) },
    }),
    async (context) => {
      const { session_id } = context.req.valid("param");
      const principal = context.get("principal");
      const row = await sessions.touch(await sessions.get(principal, session_id));
      const token = tokenFor(parts, principal, row);
      return context.json(toSession(row, publicUrlOf(parts, context), token), 200);
    },
  );

  app.openapi(
    apiRoute(parts, "closeSession", {
      request: { params: sessionParams },
      responses: { 204: { description: "The session is closed." } },
    }),
    async (context) => {
      await sessions.close(context.get("principal"), context.req.valid("param").session_id);
      return context.body(null, 204);
    },
  );
}

/** A session that can be used has a token for it. */
function tokenFor(
  { signingKey }: HttpParts,
  { keyId }: Principal,
  { id, project_id: projectId, status }: SessionRow,
): string | undefined {
  if (status !== "active") return undefined;
  return createSessionToken(signingKey, { sessionId: id, projectId, keyId });
}
