import { usageReportSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { usageReport } from "../metering/usage-report.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const dayMs = 86_400_000;
const timeField = z.iso.datetime().optional();

/** Serves usage. */
export function serveUsage(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
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
      // What the sandbox has said is counted before it is asked about.
      await parts.settled();
      const { from, to, group_by, session_id } = context.req.valid("query");
      const principal = context.get("principal");
      const toMs = to === undefined ? parts.timeFor(principal) + 1 : Date.parse(to);
      const report = await usageReport(parts.store, principal, {
        fromMs: from === undefined ? toMs - 30 * dayMs : Date.parse(from),
        toMs,
        groupBy: group_by,
        sessionId: session_id,
      });
      return context.json(report, 200);
    },
  );
}
