import type { Context, Hono } from "hono";

import { findApiKey, markUsed } from "../../access/api-keys.ts";
import { readDashboardToken } from "../../access/dashboard-token.ts";
import { resolveProject } from "../../access/projects.ts";
import { signOut } from "../../access/sign-out.ts";
import { newId } from "../../ids.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { csrfOf, requireOwnForm } from "../guard/require-own-form.ts";
import type { SessionCookie } from "../guard/session-cookie.ts";
import { createSignInLimit, type SignInLimit } from "../guard/sign-in-limit.ts";
import { cardPage } from "../layout/card-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { ownPath } from "./own-path.ts";
import { keepTimeZone } from "./preferences.ts";

const signedInMs = 8 * 3_600_000;
const namedCharacters = 17;

/** Serves signing in with an API key, and signing out. */
export function serveSignIn(
  app: Hono<DashboardEnv>,
  parts: DashboardParts,
  cookie: SessionCookie,
): void {
  const limit = createSignInLimit(parts.clock);
  app.get("/sign-in", (context) => {
    context.set("csrf", csrfOf(parts, context, cookie.read(context)));
    return ask(context, { next: ownPath(context.req.query("next")), status: 200 });
  });
  app.post("/sign-in", async (context) => {
    context.set("csrf", csrfOf(parts, context, cookie.read(context)));
    const form = await requireOwnForm(parts, context);
    return signIn({ parts, cookie, limit }, context, form);
  });
  app.post("/sign-out", async (context) => {
    context.set("csrf", csrfOf(parts, context, cookie.read(context)));
    await requireOwnForm(parts, context);
    const now = parts.clock.now();
    const grant = readDashboardToken(parts.signingKey, cookie.read(context) ?? "", now);
    if (grant !== undefined) await signOut(parts.store, grant, now);
    cookie.remove(context);
    return context.redirect("/dashboard/sign-in", 303);
  });
}

interface SignInParts {
  readonly parts: DashboardParts;
  readonly cookie: SessionCookie;
  readonly limit: SignInLimit;
}

async function signIn(
  { parts, cookie, limit }: SignInParts,
  context: Context<DashboardEnv>,
  form: URLSearchParams,
): Promise<Response> {
  const text = (form.get("key") ?? "").trim();
  const next = ownPath(form.get("next"));
  const { store, clock } = parts;
  const name = text.slice(0, namedCharacters);
  const waitSeconds = limit.waitSeconds(name);
  if (waitSeconds > 0) {
    context.header("Retry-After", String(waitSeconds));
    const { text: words, format } = context.get("reader");
    const problem = words.tooManySignIns(format.number(waitSeconds));
    return ask(context, { next, status: 429, problem });
  }
  const key = await findApiKey(store, text, clock.now());
  if (key === undefined) {
    limit.failed(name);
    return ask(context, { next, status: 401, problem: context.get("reader").text.wrongKey });
  }
  await markUsed(store, key, clock.now());
  const projectId = await resolveProject(store, key, undefined);
  const expiresAt = clock.now() + signedInMs;
  cookie.write(context, { signInId: newId("web"), keyId: key.id, projectId, expiresAt });
  keepTimeZone(context, form.get("time_zone"));
  return context.redirect(next, 303);
}

interface Asking {
  readonly next: string;
  readonly status: 200 | 401 | 429;
  readonly problem?: string;
}

async function ask(
  context: Context<DashboardEnv>,
  { next, status, problem }: Asking,
): Promise<Response> {
  const reader = context.get("reader");
  const body = signInPage({ reader, csrf: context.get("csrf"), next, problem });
  const page = cardPage({ title: reader.text.signIn, reader, body, url: context.req.url });
  return context.html(String(await page), status);
}
