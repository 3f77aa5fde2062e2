import type { KeyObject } from "node:crypto";

import { isRecord } from "@codespar/protocol/validation";

import type { RouteKind } from "../catalog/meta-route.ts";
import { serverAliases } from "../catalog/servers.ts";
import { connectLink } from "../connections/connect-link.ts";
import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import { qrToken } from "../metering/qr-token.ts";
import { listConnections } from "../sessions/list-connections.ts";
import {
  connectedServers,
  linkTarget,
  metadataOf,
  serversOf,
} from "../sessions/session-server-row.ts";
import type { SessionRow, SettlementRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { CallToolRequest } from "./call-tool.ts";
import type { Plan, PlanContext } from "./meta-tools/meta-tool.ts";
import type { ServerRoute } from "./meta-tools/server-route.ts";
import { proxyInputSchema } from "./proxy-input.ts";
import type { ToolCatalog } from "./tool-catalog.ts";
import type { IndexedTool, ToolIndex } from "./tool-index.ts";

/** What planning works with. */
export interface PlanParts {
  readonly store: Store;
  readonly directory: ServerDirectory;
  readonly pool: McpPool;
  readonly catalog: ToolCatalog;
  readonly signingKey: KeyObject;
}

/** A valid call about to be planned. */
export interface PlannedCall {
  readonly request: CallToolRequest;
  readonly session: SessionRow;
  readonly index: ToolIndex;
  readonly indexed: IndexedTool;
}

/** Decides which server a call goes to, and with which arguments. */
export async function planCall(parts: PlanParts, planned: PlannedCall): Promise<Plan> {
  const { target } = planned.indexed;
  const { input } = planned.request.call;
  if (target.kind === "meta") return target.metaTool.plan(input, contextOf(parts, planned));
  if (target.kind === "proxy") return planProxy(parts, planned);
  const { server, remoteName } = target;
  return { kind: "call", server, remoteName, input, toData: (data) => data };
}

/** A raw call: to a sandbox server's tool of the endpoint's name, or to a server's own API. */
function planProxy({ directory }: PlanParts, { request, session }: PlannedCall): Plan {
  const input = proxyInputSchema.parse(request.call.input);
  const server = serverAliases.get(input.server) ?? input.server;
  if (!connectedServers(session).some(({ id }) => id === server)) {
    const message = `The session is not connected to "${server}".`;
    return { kind: "refuse", code: "needs_connection", message, data: { servers: [server] } };
  }
  const scope = { projectId: session.project_id, environment: session.environment };
  if (directory.find(scope, server)?.trusted !== true) return { kind: "proxy", server, input };
  return {
    kind: "call",
    server,
    remoteName: input.endpoint.slice(1),
    input: { ...input.params, ...(isRecord(input.body) ? input.body : {}) },
    toData: (data) => ({ status: 200, data, headers: { "content-type": "application/json" } }),
  };
}

function contextOf(parts: PlanParts, { request, session, index }: PlannedCall): PlanContext {
  const { directory, signingKey, store } = parts;
  const scope = { projectId: session.project_id, environment: session.environment };
  const { publicUrl } = request;
  return {
    mayStandIn: session.environment === "test",
    waiting: serversOf(session)
      .filter(({ status }) => status === "pending")
      .map(({ id }) => id),
    tools: index.tools,
    metadata: metadataOf(session),
    publicUrl,
    servers: directory.list(scope),
    routes: (kind) => routesOf(parts, session, kind),
    reach: (route) => reach(parts, session, route),
    connections: async () => (await listConnections(parts, session, publicUrl)).connections,
    connectUrl: (serverId) =>
      connectLink(signingKey, publicUrl, { sessionId: session.id, serverId }),
    qrUrl(serverId, id) {
      const url = `${publicUrl}/qr/${encodeURIComponent(id)}.png`;
      // The sandbox's own ids are unguessable by themselves.
      if (directory.find(scope, serverId)?.trusted === true) return url;
      return `${url}?token=${qrToken(signingKey, { id, server: serverId })}`;
    },
    findPayment: (id) => findPayment(store, session, id),
  };
}

function routesOf(
  { directory }: PlanParts,
  session: SessionRow,
  kind: RouteKind,
): readonly ServerRoute[] {
  const scope = { projectId: session.project_id, environment: session.environment };
  const own = connectedServers(session).map(({ id }) => id);
  const others = directory.list(scope).map(({ id }) => id);
  return [...new Set([...own, ...others])].flatMap((server) => {
    const { routes, country } = directory.find(scope, server)?.facts ?? { routes: [], country: "" };
    return routes
      .filter((route) => route.kind === kind)
      .map((route) => ({ ...route, server, country, connected: own.includes(server) }));
  });
}

async function reach(
  { pool }: PlanParts,
  session: SessionRow,
  { server, tool }: ServerRoute,
): ReturnType<PlanContext["reach"]> {
  if (!connectedServers(session).some(({ id }) => id === server)) return "away";
  const target = linkTarget(session, server);
  const link = pool.peek(target) ?? (await pool.open(target).catch(() => undefined));
  if (link === undefined) return "away";
  return link.tools.some(({ remoteName }) => remoteName === tool) ? "ready" : "lacking";
}

function findPayment(
  store: Store,
  session: SessionRow,
  id: string | undefined,
): Promise<SettlementRow | undefined> {
  const payments = store.read
    .selectFrom("settlements")
    .selectAll()
    .where("project_id", "=", session.project_id)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("sessions")
          .select("sessions.id")
          .whereRef("sessions.id", "=", "settlements.session_id")
          .where("sessions.environment", "=", session.environment),
      ),
    );
  if (id !== undefined) {
    // Two servers may give the same id to two payments: the session means its own.
    return payments
      .where("id", "=", id)
      .orderBy(({ eb, val }) =>
        eb.case().when("session_id", "=", val(session.id)).then(0).else(1).end(),
      )
      .orderBy("created_at", "desc")
      .limit(1)
      .executeTakeFirst();
  }
  return payments
    .where("session_id", "=", session.id)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}
