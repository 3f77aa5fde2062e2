import { auditEntrySchema, auditVerificationSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { exportAudit, exportFormats } from "../audit/export-audit.ts";
import { listAudit } from "../audit/list-audit.ts";
import { verifyChain } from "../audit/verify-chain.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, limitField, offsetField } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

/** Serves the audit: its entries, and whether its chain holds. */
export function serveAudit(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store } = parts;

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
      const page = await listAudit(store, context.get("principal"), {
        limit: query.limit,
        afterSeq: query.cursor,
        sessionId: query.session_id,
        tool: query.tool,
        toolCallId: query.tool_call_id,
      });
      return context.json({ ...page, data: [...page.data] }, 200);
    },
  );
  serveExport(app, parts);
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

const contentTypes = {
  ndjson: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  cloudevents: "application/x-ndjson",
  ocsf: "application/x-ndjson",
} as const;

function serveExport(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store } = parts;
  const lines = { schema: z.string() };
  app.openapi(
    apiRoute(parts, "exportAudit", {
      request: {
        query: z.object({
          format: z.enum(exportFormats).default("ndjson"),
          cursor: offsetField,
          session_id: z.string().optional(),
        }),
      },
      responses: {
        200: {
          description: "The entries in chain order, one a line.",
          content: { "application/x-ndjson": lines, "text/csv": lines },
        },
      },
    }),
    (context) => {
      const { format, cursor, session_id: sessionId } = context.req.valid("query");
      const reader = context.get("principal");
      const exported = exportAudit(store, { reader, format, afterSeq: cursor, sessionId });
      const body = ReadableStream.from(exported).pipeThrough(new TextEncoderStream());
      return context.body(body, 200, { "Content-Type": contentTypes[format] });
    },
  );
}
