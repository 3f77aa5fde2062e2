import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";

import { beginConnection } from "../connections/begin-connection.ts";
import { connectAccount } from "../connections/connect-account.ts";
import { connectLink, isConnectToken } from "../connections/connect-link.ts";
import { isBrowserUrl } from "../connections/is-browser-url.ts";
import { clientMetadata } from "../connections/oauth-client.ts";
import { finishFlow } from "../connections/oauth-flow.ts";
import type { KnownServer } from "../mcp/server-directory.ts";
import { RuntimeError } from "../runtime-error.ts";
import { serversOf } from "../sessions/session-server-row.ts";
import type { SessionRow } from "../store/schema.ts";
import type { AppEnv } from "./app-env.ts";
import { browserUrlOf } from "./browser-url-of.ts";
import type { HttpParts } from "./http-parts.ts";
import { connectedPage, connectPage, notConnectedPage } from "./pages/connect-page.ts";
import { sendPage } from "./pages/send-page.ts";

/** Serves what people open in a browser to connect a server. */
export function serveConnect(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.get("/connect/:server_id", (context) => show(parts, context));
  app.post("/connect/:server_id", (context) => take(parts, context));
  app.get("/oauth/callback", (context) => comeBack(parts, context));
  app.get("/oauth/client.json", (context) => {
    const url = browserUrlOf(parts, context);
    return context.json({ client_id: `${url}/oauth/client.json`, ...clientMetadata(url) });
  });
}

interface Invitation {
  readonly session: SessionRow;
  readonly server: KnownServer;
  readonly isConnected: boolean;
  readonly redirectUrl: string | null;
}

/** What a link leads to; a link that was not made here leads nowhere. */
async function readInvitation(
  { signingKey, sessions, directory, timeFor }: HttpParts,
  { req }: Context<AppEnv>,
): Promise<Invitation | undefined> {
  const serverId = req.param("server_id") ?? "";
  const grant = { sessionId: req.query("session") ?? "", serverId };
  if (!isConnectToken(signingKey, grant, req.query("token") ?? "")) return undefined;
  const session = await sessions.find(grant.sessionId);
  if (session?.status !== "active") return undefined;
  const scope = { projectId: session.project_id, environment: session.environment };
  const row = serversOf(session).find(({ id }) => id === serverId);
  const server = directory.find(scope, serverId);
  if (row === undefined || server === undefined || session.expires_at <= timeFor(scope)) {
    return undefined;
  }
  const asked = req.query("redirect_url");
  const redirectUrl = asked !== undefined && isBrowserUrl(asked) ? asked : null;
  return { session, server, redirectUrl, isConnected: row.status === "connected" };
}

const gone = notConnectedPage("linkGone");

async function show(parts: HttpParts, context: Context<AppEnv>): Promise<Response> {
  const invitation = await readInvitation(parts, context);
  if (invitation === undefined) return sendPage(context, gone, 404);
  const { session, server, isConnected, redirectUrl } = invitation;
  const { facts } = server;
  if (isConnected) return sendPage(context, connectedPage(facts.name));
  if (server.oauth === undefined) {
    return sendPage(context, connectPage(facts, new URL(context.req.url).search));
  }
  const { url } = await beginConnection(parts, {
    session,
    redirectUrl,
    serverId: facts.id,
    scopes: undefined,
    publicUrl: browserUrlOf(parts, context),
    now: parts.timeFor({ projectId: session.project_id, environment: session.environment }),
  });
  return context.redirect(url);
}

async function take(parts: HttpParts, context: Context<AppEnv>): Promise<Response> {
  const invitation = await readInvitation(parts, context);
  if (invitation === undefined) return sendPage(context, gone, 404);
  const { session, server, isConnected, redirectUrl } = invitation;
  // Whoever finds the link later puts no account of theirs in the place of the one that is there.
  if (isConnected || server.oauth !== undefined) return show(parts, context);
  const { facts } = server;
  const form = await context.req.parseBody();
  const told = facts.credentials.map(({ name }) => [name, form[name]] as const);
  const fields = Object.fromEntries(
    told.filter((pair): pair is readonly [string, string] => typeof pair[1] === "string"),
  );
  const owner = {
    projectId: session.project_id,
    environment: session.environment,
    userId: session.user_id,
  };
  try {
    await connectAccount(parts, {
      owner,
      serverId: facts.id,
      secret: { kind: "fields", fields },
      keyId: "",
      sessionId: session.id,
      now: parts.timeFor(owner),
    });
  } catch (cause) {
    if (!(cause instanceof RuntimeError)) throw cause;
    const again = connectPage(facts, new URL(context.req.url).search, cause);
    return sendPage(context, again, 400);
  }
  if (redirectUrl !== null) return context.redirect(withResult(redirectUrl, facts.id));
  return sendPage(context, connectedPage(facts.name));
}

async function comeBack(parts: HttpParts, context: Context<AppEnv>): Promise<Response> {
  const { state = "", code, error, iss } = context.req.query();
  try {
    const finished = await finishFlow(parts, { state, code, error, iss }, parts.timeFor);
    const { serverId, sessionId, redirectUrl, error: refusal } = finished;
    if (redirectUrl !== null) return context.redirect(withResult(redirectUrl, serverId, refusal));
    if (refusal !== undefined) {
      return await sendPage(context, notConnectedPage("accessNotAllowed"), 400);
    }
    if (sessionId !== null) {
      // What is shown there can be loaded again; a state is good once.
      const url = browserUrlOf(parts, context);
      return context.redirect(connectLink(parts.signingKey, url, { sessionId, serverId }), 303);
    }
    const name = parts.directory.list({ projectId: "", environment: "test" });
    const facts = name.find(({ id }) => id === serverId);
    return await sendPage(context, connectedPage(facts?.name ?? serverId));
  } catch (cause) {
    if (!(cause instanceof RuntimeError)) throw cause;
    return sendPage(context, notConnectedPage(cause), 400);
  }
}

/** The page a person came from, told what came of it. */
function withResult(redirectUrl: string, serverId: string, refusal?: string): string {
  const url = new URL(redirectUrl);
  url.searchParams.set("server", serverId);
  url.searchParams.set("connected", String(refusal === undefined));
  if (refusal !== undefined) url.searchParams.set("error", refusal.slice(0, 100));
  return url.href;
}
