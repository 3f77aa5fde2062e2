import type { Context, Hono } from "hono";

import { listConnections } from "../../sessions/list-connections.ts";
import type { SessionRow } from "../../store/schema.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { sessionPage } from "../pages/session-page.ts";
import { sessionServersPage } from "../pages/session-servers-page.ts";
import { sessionsPage } from "../pages/sessions-page.ts";
import { listTimeline } from "../queries/list-timeline.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

const pageSize = 30;
const statuses = ["active", "closed", "pending", "error"] as const;

/** Serves sessions: the list, one with its timeline and servers, closing it. */
export function serveSessions(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  app.get("/sessions", (context) => list(parts, context));
  app.get("/sessions/:id", (context) => showOne(parts, context));
  app.get("/sessions/:id/servers", (context) => showServers(parts, context));
  app.post("/sessions/:id/close", async (context) => {
    const { principal } = context.get("visit");
    requireRoute(principal, "closeSession");
    const id = context.req.param("id");
    await parts.sessions.close(principal, id);
    return context.redirect(`/dashboard/sessions/${encodeURIComponent(id)}`, 303);
  });
}

async function list(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const visit = context.get("visit");
  const { principal, reader } = visit;
  requireRoute(principal, "listSessions");
  const { status: asked, user, before } = context.req.query();
  const status = statuses.find((known) => known === asked);
  const userId = user === undefined || user === "" ? undefined : user;
  const rows = await parts.sessions.list(principal, {
    limit: pageSize + 1,
    before,
    status,
    userId,
  });
  const shown = rows.slice(0, pageSize);
  const next = rows.length > pageSize ? shown.at(-1)?.id : undefined;
  return show(context, {
    title: reader.text.sessions,
    section: "sessions",
    body: sessionsPage(visit, { rows: shown, next, before, status, userId, statuses }),
  });
}

async function showOne(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const visit = context.get("visit");
  const session = await find(parts, context);
  const offset = Math.max(0, Math.trunc(Number(context.req.query("skip") ?? 0)) || 0);
  const timeline = visit.principal.scopes.includes("audit:read")
    ? await listTimeline(parts.store, session, { limit: pageSize, offset })
    : undefined;
  return show(context, {
    title: `${visit.reader.text.session} ${session.id}`,
    section: "sessions",
    body: sessionPage(visit, { session, timeline, offset }),
  });
}

async function showServers(
  parts: DashboardParts,
  context: Context<DashboardEnv>,
): Promise<Response> {
  const visit = context.get("visit");
  const session = await find(parts, context);
  const publicUrl = parts.publicUrl ?? new URL(context.req.url).origin;
  const listed = await listConnections(parts, session, publicUrl);
  return show(context, {
    title: visit.reader.text.serversAndTools,
    section: "sessions",
    body: sessionServersPage(visit, session, listed),
  });
}

function find(parts: DashboardParts, context: Context<DashboardEnv>): Promise<SessionRow> {
  const { principal } = context.get("visit");
  requireRoute(principal, "getSession");
  return parts.sessions.get(principal, context.req.param("id") ?? "");
}
