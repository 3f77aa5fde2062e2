import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { RuntimeError } from "../runtime-error.ts";
import { readGauges } from "../telemetry/read-gauges.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/** Serves the metrics of this process; they are of all projects, so that a key of one may not see them. */
export function serveMetrics(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "getMetrics", {
      responses: {
        200: {
          description: "Prometheus' text format.",
          content: { "text/plain": { schema: z.string() } },
        },
      },
    }),
    async (context) => {
      if (context.get("principal").pinnedProjectId !== null) {
        throw new RuntimeError("insufficient_scope", "A key of one project cannot see metrics.");
      }
      const { metrics } = parts;
      const text = await metrics.toText(await readGauges(parts));
      return context.text(text, 200, { "Content-Type": metrics.contentType });
    },
  );
}
