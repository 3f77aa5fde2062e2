import {
  auditEntrySchema,
  auditVerificationSchema,
  callLogSchema,
  usageReportSchema,
} from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { listAudit } from "../audit/list-audit.ts";
import { verifyChain } from "../audit/verify-chain.ts";
import { usageReport } from "../metering/usage-report.ts";
import { listCallLogs } from "../tools/list-call-logs.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, limitField, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const dayMs = 86_400_000;
const offsetField = z.coerce.number().int().min(0).default(0);
const timeField = z.iso.datetime().optional();

/** Serves what was recorded: logs, usage, audit. */
export function serveRecords(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store } = parts;

  app.openapi(
    apiRoute(parts, "listCallLogs", {
      request: {
        params: sessionParams,
        query: z.object({ limit: limitField, cursor: offsetField }),
      },
      responses: {
        200: json(
          "A page of calls.",
          z.object({ data: z.array(callLogSchema), next_cursor: z.string().nullable() }),
        ),
      },
    }),
    async (context) => {
      const { limit, cursor } = context.req.valid("query");
      const { session_id } = context.req.valid("param");
      const session = await parts.sessions.get(context.get("principal"), session_id);
      const page = await listCallLogs(store, session, { limit, offset: cursor });
      return context.json({ ...page, data: [...page.data] }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "getUsage", {
      request: {
        query: z.object({
          from: timeField,
          to: timeField,
          group_by: z.enum(["day", "server", "tool", "session", "framework"]).default("day"),
          session_id: z.string().optional(),
        }),
      },
      responses: { 200: json("Calls and settled transactions.", usageReportSchema) },
    }),
    async (context) => {
      const { from, to, group_by, session_id } = context.req.valid("query");
      const principal = context.get("principal");
      const toMs = to === undefined ? parts.timeFor(principal) + 1 : Date.parse(to);
      const report = await usageReport(store, principal.projectId, {
        fromMs: from === undefined ? toMs - 30 * dayMs : Date.parse(from),
        toMs,
        groupBy: group_by,
        sessionId: session_id,
      });
      return context.json(report, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "listAudit", {
      request: {
        query: z.object({
          limit: limitField,
          cursor: offsetField,
          session_id: z.string().optional(),
          tool: z.string().optional(),
          tool_call_id: z.string().optional(),
        }),
      },
      responses: {
        200: json(
          "A page of audit entries.",
          z.object({ data: z.array(auditEntrySchema), next_cursor: z.string().nullable() }),
        ),
      },
    }),
    async (context) => {
      const query = context.req.valid("query");
      const page = await listAudit(store, context.get("principal").projectId, {
        limit: query.limit,
        afterSeq: query.cursor,
        sessionId: query.session_id,
        tool: query.tool,
        toolCallId: query.tool_call_id,
      });
      return context.json({ ...page, data: [...page.data] }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "verifyAudit", {
      responses: { 200: json("Whether the chain holds.", auditVerificationSchema) },
    }),
    async (context) => {
      const { projectId } = context.get("principal");
      return context.json(await verifyChain(store, projectId, parts.signingKey), 200);
    },
  );
}
