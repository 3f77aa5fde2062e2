import { randomBytes } from "node:crypto";

import type { Context } from "hono";

import type { AppEnv } from "../app-env.ts";
import { type Page, page } from "./page.ts";

/** Sends a page that can load nothing, run nothing, and be shown in no frame. */
export async function sendPage(
  context: Context<AppEnv>,
  content: Page,
  status: 200 | 400 | 404 | 502 = 200,
): Promise<Response> {
  const nonce = randomBytes(16).toString("base64url");
  context.header("Content-Type", "text/html; charset=UTF-8");
  context.header(
    "Content-Security-Policy",
    `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
  );
  context.header("Referrer-Policy", "no-referrer");
  context.header("X-Content-Type-Options", "nosniff");
  context.header("Cache-Control", "no-store");
  return context.body(String(await page(content, nonce)), status);
}
