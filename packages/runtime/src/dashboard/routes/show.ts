import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import type { Content } from "../content.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import { shell } from "../layout/shell.ts";

/** Sends a page to somebody who is signed in. */
export async function show(
  context: Context<DashboardEnv>,
  content: Content,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  return context.html(String(await shell(context.get("visit"), content)), status);
}
