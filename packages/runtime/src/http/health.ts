import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { sql } from "kysely";

import { RuntimeError } from "../runtime-error.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

/** Serves what whoever starts processes and spreads requests asks. */
export function serveHealth(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "getHealth", {
      responses: { 200: json("The process is up.", z.object({ status: z.literal("ok") })) },
    }),
    (context) => context.json({ status: "ok" as const }, 200),
  );

  app.openapi(
    apiRoute(parts, "getReadiness", {
      responses: { 200: json("It takes requests.", z.object({ status: z.literal("ready") })) },
    }),
    async (context) => {
      if (parts.traffic.isDraining) throw notReady("The runtime is closing.");
      await sql`select 1`.execute(parts.store.read).catch(() => {
        throw notReady("The store does not answer.");
      });
      if (!parts.node.isHeard()) throw notReady("The store takes nothing.");
      return context.json({ status: "ready" as const }, 200);
    },
  );
}

function notReady(message: string): RuntimeError {
  return new RuntimeError("internal", message, { status: 503 });
}
