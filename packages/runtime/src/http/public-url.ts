import type { Context } from "hono";

import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/** Where links to this runtime start, without a trailing slash. */
export function publicUrlOf({ publicUrl }: HttpParts, context: Context<AppEnv>): string {
  return publicUrl ?? new URL(context.req.url).origin;
}
