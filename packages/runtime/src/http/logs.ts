import { callLogSchema } from "@codespar/protocol/schemas";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { listCallLogs } from "../tools/list-call-logs.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, limitField, offsetField, sessionParams } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

/** Serves a session's calls. */
export function serveLogs(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
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
      const page = await listCallLogs(parts.store, session, { limit, offset: cursor });
      return context.json({ ...page, data: [...page.data] }, 200);
    },
  );
}
