import type { Context, Hono } from "hono";

import { browserUrl } from "../../connections/browser-url.ts";
import { connectAccount } from "../../connections/connect-account.ts";
import { isBrowserUrl } from "../../connections/is-browser-url.ts";
import { beginFlow } from "../../connections/oauth-flow.ts";
import { revokeAccount } from "../../connections/revoke-account.ts";
import type { KnownServer } from "../../mcp/server-directory.ts";
import { RuntimeError } from "../../runtime-error.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { connectAccountPage } from "../pages/connect-account-page.ts";
import { connectionsPage } from "../pages/connections-page.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

/** Serves the accounts that users and the project have at servers. */
export function serveConnections(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  app.get("/connections", (context) => list(parts, context));
  app.get("/connections/new", (context) => ask(parts, context));
  app.post("/connections", (context) => connect(parts, context));
  app.post("/connections/:id/disconnect", async (context) => {
    const { principal } = context.get("visit");
    requireRoute(principal, "revokeAccount");
    const now = parts.timeFor(principal);
    await revokeAccount(parts, principal, { id: context.req.param("id"), now });
    return context.redirect("/dashboard/connections?disconnected", 303);
  });
}

async function list(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const visit = context.get("visit");
  const { principal, reader } = visit;
  requireRoute(principal, "listAccounts");
  const { connected, disconnected } = context.req.query();
  const servers = parts.directory.list(principal);
  return show(context, {
    title: reader.text.connections,
    section: "connections",
    body: connectionsPage(visit, {
      rows: await parts.connections.list(principal),
      servers,
      connectable: servers.filter(
        ({ id, authType }) =>
          authType !== "none" && parts.directory.find(principal, id) !== undefined,
      ),
      connected: connected === undefined ? undefined : connected === "true",
      isDisconnected: disconnected !== undefined,
    }),
  });
}

interface Target {
  readonly server: KnownServer;
  readonly userId: string;
}

function targetOf(
  parts: DashboardParts,
  context: Context<DashboardEnv>,
  fields: { get(name: string): string | null },
): Target {
  const { principal } = context.get("visit");
  requireRoute(principal, "connectAccount");
  const id = fields.get("server") ?? "";
  const server = parts.directory.find(principal, id);
  if (server === undefined) throw new RuntimeError("not_found", `There is no server "${id}".`);
  return { server, userId: (fields.get("user") ?? "").trim().slice(0, 255) };
}

async function ask(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const { searchParams } = new URL(context.req.url);
  return showForm(parts, context, targetOf(parts, context, searchParams));
}

async function connect(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const { principal } = context.get("visit");
  const form = context.get("form");
  const target = targetOf(parts, context, form);
  const { facts } = target.server;
  const fields = facts.credentials.map(({ name }): readonly [string, string] => [
    name,
    form.get(`secret.${name}`) ?? "",
  ]);
  try {
    await connectAccount(parts, {
      owner: { ...principal, userId: target.userId },
      serverId: facts.id,
      secret: { kind: "fields", fields: Object.fromEntries(fields) },
      keyId: principal.keyId,
      sessionId: null,
      now: parts.timeFor(principal),
    });
  } catch (cause) {
    if (!(cause instanceof RuntimeError)) throw cause;
    return showForm(parts, context, { ...target, problem: cause });
  }
  return context.redirect("/dashboard/connections?connected=true", 303);
}

async function showForm(
  parts: DashboardParts,
  context: Context<DashboardEnv>,
  { server, userId, problem }: Target & { readonly problem?: RuntimeError },
): Promise<Response> {
  const visit = context.get("visit");
  const { facts } = server;
  const consentUrl = server.oauth && (await beginConsent(parts, context, { server, userId }));
  const body = connectAccountPage(visit, { facts, userId, consentUrl, problem });
  const title = visit.reader.text.connectServer(facts.name);
  return show(context, { title, section: "connections", body }, problem === undefined ? 200 : 400);
}

/** Where the person consents; they come back to the list. */
async function beginConsent(
  parts: DashboardParts,
  context: Context<DashboardEnv>,
  { server, userId }: Target,
): Promise<string | undefined> {
  const { principal } = context.get("visit");
  if (server.oauth === undefined) return undefined;
  const publicUrl = browserUrl(parts.publicUrl, context.req.url);
  const back = `${publicUrl}/dashboard/connections`;
  const { url } = await beginFlow(parts, {
    owner: { ...principal, userId },
    serverId: server.facts.id,
    target: server.oauth,
    sessionId: null,
    redirectUrl: isBrowserUrl(back) ? back : null,
    scopes: undefined,
    publicUrl,
    now: parts.timeFor(principal),
  });
  return url;
}
