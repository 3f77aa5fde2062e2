import type { Context } from "hono";

import { browserUrl } from "../connections/browser-url.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/** Where browsers reach this runtime; throws `redirect_url_required` when nobody knows. */
export function browserUrlOf({ publicUrl }: HttpParts, context: Context<AppEnv>): string {
  return browserUrl(publicUrl, context.req.url);
}
