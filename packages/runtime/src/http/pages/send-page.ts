import type { Context } from "hono";

import { securityHeaders } from "../../dashboard/guard/security-headers.ts";
import { cardPage } from "../../dashboard/layout/card-page.ts";
import { readReader } from "../../dashboard/reader/read-reader.ts";
import type { AppEnv } from "../app-env.ts";
import type { WritePage } from "./page.ts";

/** Sends a page that can load nothing of others, run nothing of theirs, and be shown in no frame. */
export async function sendPage(
  context: Context<AppEnv>,
  write: WritePage,
  status: 200 | 400 | 404 | 502 = 200,
): Promise<Response> {
  for (const [name, value] of Object.entries(securityHeaders)) {
    // An application may have opened it in a window that it waits for.
    if (name !== "Cross-Origin-Opener-Policy") context.header(name, value);
  }
  // What a form here sends may lead on to the application that asked.
  const policy = securityHeaders["Content-Security-Policy"] ?? "default-src 'none'";
  context.header("Content-Security-Policy", policy.replace("form-action 'self'; ", ""));
  context.header("Referrer-Policy", "no-referrer");
  const reader = readReader(context);
  return context.html(
    String(await cardPage({ ...write(reader.text), reader, url: context.req.url })),
    status,
  );
}
