import { type Context, Hono } from "hono";
import { html } from "hono/html";

import { authenticateDashboard } from "../access/authenticate-dashboard.ts";
import { getProject, listProjects } from "../access/manage-projects.ts";
import { RuntimeError } from "../runtime-error.ts";
import { findAsset } from "./assets.ts";
import type { DashboardEnv } from "./dashboard-env.ts";
import type { DashboardParts } from "./dashboard-parts.ts";
import { pageHeader } from "./guard/page-header.ts";
import { csrfOf, requireOwnForm } from "./guard/require-own-form.ts";
import { securityHeaders } from "./guard/security-headers.ts";
import { createSessionCookie, type SessionCookie } from "./guard/session-cookie.ts";
import { cardPage } from "./layout/card-page.ts";
import { document } from "./layout/document.ts";
import { problemPage } from "./pages/problem-page.ts";
import { countWaiting } from "./queries/count-waiting.ts";
import { readReader } from "./reader/read-reader.ts";
import { serveApprovals } from "./routes/approvals.ts";
import { serveAudit } from "./routes/audit.ts";
import { serveCalls } from "./routes/calls.ts";
import { serveConnections } from "./routes/connections.ts";
import { serveKeys } from "./routes/keys.ts";
import { serveOverview } from "./routes/overview.ts";
import { servePolicy } from "./routes/policy.ts";
import { servePreferences } from "./routes/preferences.ts";
import { serveSessions } from "./routes/sessions.ts";
import { show } from "./routes/show.ts";
import { serveSignIn } from "./routes/sign-in.ts";
import { serveUsage } from "./routes/usage.ts";

/** Builds the dashboard: every page, and what holds for all of them. */
export function createDashboard(parts: DashboardParts): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  const cookie = createSessionCookie(parts);
  app.get("/assets/:fingerprint/:name", (context) => {
    const { fingerprint, name } = context.req.param();
    const asset = findAsset(fingerprint, name);
    if (asset === undefined) return context.text("", 404, { "Cache-Control": "no-store" });
    return context.body(asset.body, 200, {
      "Content-Type": asset.contentType,
      "Cache-Control": "public, max-age=31536000, immutable",
      "X-Content-Type-Options": "nosniff",
    });
  });
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(securityHeaders)) context.header(name, value);
    context.set("reader", readReader(context));
    await next();
  });
  serveSignIn(app, parts, cookie);
  app.use(async (context, next) => {
    const isIn = await enter(parts, context, cookie);
    if (!isIn) return sendToSignIn(context);
    const page = context.req.header(pageHeader);
    // Another window has changed the key or the project: a part of theirs is none of that page.
    const isOwn = page === undefined || page === context.get("csrf");
    if (!isOwn) return context.text("", 409, { "HX-Refresh": "true" });
    if (context.req.method === "POST") context.set("form", await requireOwnForm(parts, context));
    await next();
    return undefined;
  });
  servePreferences(app, parts, cookie);
  const pages = [
    serveOverview,
    serveSessions,
    serveCalls,
    serveApprovals,
    serveConnections,
    serveUsage,
    serveAudit,
    servePolicy,
    serveKeys,
  ];
  for (const serve of pages) serve(app, parts);
  app.get("/*", async (context, next) => {
    const { pathname, search } = new URL(context.req.url);
    if (!pathname.endsWith("/")) return next();
    return context.redirect(`${pathname.replace(/\/+$/, "")}${search}`, 301);
  });
  app.all("*", () => {
    throw new RuntimeError("not_found");
  });
  app.onError((cause, context) => refuse(parts, context, cause));
  return app;
}

/** Finds out who is signed in; answers whether somebody is. */
async function enter(
  parts: DashboardParts,
  context: Context<DashboardEnv>,
  cookie: SessionCookie,
): Promise<boolean> {
  const token = cookie.read(context);
  const principal = token === undefined ? undefined : await authenticateDashboard(parts, token);
  if (principal === undefined) return false;
  const { store, clock } = parts;
  const has = (scope: (typeof principal.scopes)[number]) => principal.scopes.includes(scope);
  const project = await getProject(store, principal, principal.projectId);
  const { pathname, search } = new URL(context.req.url);
  const csrf = csrfOf(parts, context, token);
  context.set("csrf", csrf);
  context.set("visit", {
    principal,
    project,
    csrf,
    projects: has("projects:read") ? await listProjects(store, principal) : [project],
    reader: context.get("reader"),
    path: `${pathname}${search}`,
    waiting: has("approvals:read") ? await countWaiting(store, principal, clock.now()) : undefined,
  });
  return true;
}

async function sendToSignIn(context: Context<DashboardEnv>): Promise<Response> {
  const { req } = context;
  // A part of a page is asked for by the page that somebody sees.
  const seen = req.header("hx-current-url") ?? req.url;
  const { pathname, search } = new URL(URL.canParse(seen) ? seen : req.url);
  const path = `${pathname}${search}`;
  // A link on another site comes without the cookie; the same page asked for from here has it.
  if (req.method === "GET" && req.header("sec-fetch-site") === "cross-site") {
    const reader = context.get("reader");
    const page = document({ title: "…", reader, body: html`<main></main>`, reloads: path });
    return context.html(String(await page));
  }
  const isPart = req.header("hx-request") !== undefined;
  const target =
    req.method === "GET" || isPart
      ? `/dashboard/sign-in?next=${encodeURIComponent(path)}`
      : "/dashboard/sign-in";
  return isPart ? context.text("", 401, { "HX-Redirect": target }) : context.redirect(target, 303);
}

/** Shows what went wrong; only what a {@link RuntimeError} says leaves the process. */
async function refuse(
  { logger }: DashboardParts,
  context: Context<DashboardEnv>,
  cause: unknown,
): Promise<Response> {
  const error =
    cause instanceof RuntimeError ? cause : new RuntimeError("internal", undefined, { cause });
  if (error.code === "internal") {
    const facts = { request_id: context.get("requestId"), path: context.req.path };
    logger.error("A page failed.", { ...facts, error: String(cause) });
  }
  const reader = context.get("reader");
  const body = problemPage(reader.text, error, context.get("requestId"));
  const title = reader.text.problemTitle;
  if (context.get("visit") !== undefined) {
    return show(context, { title, section: undefined, body }, error.status);
  }
  return context.html(
    String(await cardPage({ title, reader, body, url: context.req.url })),
    error.status,
  );
}
