import type { Context } from "hono";

import { isLoopback } from "../connections/is-browser-url.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/**
 * Where browsers reach this runtime: what was configured, or this machine itself. A request's own
 * word is not taken for it, or whoever sends the request could have users sent elsewhere.
 *
 * @throws RuntimeError `redirect_url_required` when neither is known.
 */
export function browserUrlOf({ publicUrl }: HttpParts, context: Context<AppEnv>): string {
  if (publicUrl !== undefined) return publicUrl;
  const { origin, hostname } = new URL(context.req.url);
  if (isLoopback(hostname)) return origin;
  throw new RuntimeError(
    "redirect_url_required",
    "Set the runtime's publicUrl: users come back there when they have authorized a server.",
  );
}
