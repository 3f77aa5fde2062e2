import { approvalRequestSchema, policySchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { getProject } from "../access/manage-projects.ts";
import { toApprovalRequest } from "../policy/approvals.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, jsonBody, limitField } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const projectParams = z.object({ project_id: z.string().max(100) });
const approvalParams = z.object({ approval_id: z.string().max(100) });

/** Serves what agents may do, and the calls that wait for a person. */
export function servePolicy(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveProjectPolicy(app, parts);
  serveApprovals(app, parts);
  serveDecisions(app, parts);
}

function serveProjectPolicy(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store, policies, clock } = parts;

  app.openapi(
    apiRoute(parts, "getPolicy", {
      request: { params: projectParams },
      responses: { 200: json("The policy; an empty one when none was set.", policySchema) },
    }),
    async (context) => {
      const { project_id } = context.req.valid("param");
      const { id } = await getProject(store, context.get("principal"), project_id);
      return context.json(await policies.get(id), 200);
    },
  );

  app.openapi(
    apiRoute(parts, "setPolicy", {
      request: { params: projectParams, body: jsonBody(policySchema) },
      responses: { 200: json("The policy.", policySchema) },
    }),
    async (context) => {
      const { project_id } = context.req.valid("param");
      const policy = context.req.valid("json");
      const principal = context.get("principal");
      const { id: projectId } = await getProject(store, principal, project_id);
      await policies.set({ by: principal, projectId, policy, now: clock.now() });
      return context.json(policy, 200);
    },
  );
}

function serveApprovals(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { approvals, sessions, clock } = parts;

  app.openapi(
    apiRoute(parts, "listApprovals", {
      request: {
        query: z.object({
          limit: limitField,
          cursor: z.string().max(100).optional(),
          status: z.enum(["pending", "approved", "denied", "used", "expired"]).optional(),
          session_id: z.string().max(100).optional(),
        }),
      },
      responses: {
        200: json(
          "A page of requests.",
          z.object({ data: z.array(approvalRequestSchema), next_cursor: z.string().nullable() }),
        ),
      },
    }),
    async (context) => {
      const { limit, cursor, status, session_id: sessionId } = context.req.valid("query");
      const scope = context.get("principal");
      const now = clock.now();
      const rows = await approvals.list({
        ...scope,
        status,
        now,
        sessionId,
        limit: limit + 1,
        before: cursor,
      });
      const data = rows.slice(0, limit).map((row) => toApprovalRequest(row, now));
      const next = rows.length > limit ? (rows[limit - 1]?.id ?? null) : null;
      return context.json({ data, next_cursor: next }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "getApproval", {
      request: { params: approvalParams },
      responses: { 200: json("The request.", approvalRequestSchema) },
    }),
    async (context) => {
      const { approval_id } = context.req.valid("param");
      const principal = context.get("principal");
      const row = await approvals.get(principal, approval_id);
      // Who waits for a person uses the session.
      await sessions.touch(await sessions.get(principal, row.session_id));
      return context.json(toApprovalRequest(row, clock.now()), 200);
    },
  );
}

function serveDecisions(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { approvals, clock } = parts;

  app.openapi(
    apiRoute(parts, "decideApproval", {
      request: {
        params: approvalParams,
        body: jsonBody(
          z.strictObject({
            decision: z.enum(["approve", "deny"]),
            reason: z.string().max(1_000).optional(),
          }),
        ),
      },
      responses: { 200: json("The request, decided.", approvalRequestSchema) },
    }),
    async (context) => {
      const { decision, reason = "" } = context.req.valid("json");
      const { projectId, environment, keyId } = context.get("principal");
      const now = clock.now();
      const row = await approvals.decide({
        id: context.req.valid("param").approval_id,
        projectId,
        environment,
        keyId,
        approve: decision === "approve",
        reason,
        now,
      });
      return context.json(toApprovalRequest(row, now), 200);
    },
  );
}
