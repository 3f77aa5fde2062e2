import type { KeyObject } from "node:crypto";

import type { Connection, Tool } from "@codespar/protocol";

import type { ProjectScope } from "../access/project-scope.ts";
import type { CatalogServer } from "../catalog/catalog-server.ts";
import { connectLink } from "../connections/connect-link.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import type { SessionRow } from "../store/schema.ts";
import type { ToolCatalog } from "../tools/tool-catalog.ts";
import { type SessionServerRow, serversOf } from "./session-server-row.ts";

/** A session's connections and the tools they bring. */
export interface SessionConnections {
  readonly connections: readonly Connection[];
  readonly tools: readonly Tool[];
}

/** What listing connections works with. */
export interface ListConnectionsParts {
  readonly directory: ServerDirectory;
  readonly catalog: ToolCatalog;
  readonly signingKey: KeyObject;
}

/** Lists a session's connections; those of a closed session are all disconnected. */
export async function listConnections(
  { directory, catalog, signingKey }: ListConnectionsParts,
  session: SessionRow,
  publicUrl: string,
): Promise<SessionConnections> {
  const scope: ProjectScope = {
    projectId: session.project_id,
    environment: session.environment,
  };
  const open = session.status === "active";
  const tools = open ? (await catalog.indexOf(session)).tools : [];
  const connections = serversOf(session).map((server) => {
    const { facts, oauth } = directory.find(scope, server.id) ?? {};
    const hasAccounts = oauth !== undefined || (facts !== undefined && facts.authType !== "none");
    const connected = open && server.status === "connected";
    const url =
      open && !connected && hasAccounts
        ? connectLink(signingKey, publicUrl, { sessionId: session.id, serverId: server.id })
        : undefined;
    const toolsCount = tools.filter((tool) => tool.server === server.id).length;
    return toConnection(server, { facts, connected, open, url, toolsCount });
  });
  return { connections, tools };
}

interface ConnectionState {
  readonly facts: CatalogServer | undefined;
  readonly connected: boolean;
  /** Whether the session is. */
  readonly open: boolean;
  /** Where the user connects it. */
  readonly url: string | undefined;
  readonly toolsCount: number;
}

function toConnection(
  { id, name, status, connected_at: since, error }: SessionServerRow,
  { facts, connected, open, url, toolsCount }: ConnectionState,
): Connection {
  return {
    id,
    name,
    category: facts?.category ?? "custom",
    country: facts?.country ?? "GLOBAL",
    auth_type: facts?.authType ?? "none",
    connected,
    status: statusOf(status, open),
    tools_count: toolsCount,
    ...(connected && since !== null ? { connected_at: new Date(since).toISOString() } : {}),
    ...(error === undefined ? {} : { error }),
    ...(url === undefined ? {} : { redirectUrl: url, redirect_url: url }),
  };
}

function statusOf(status: SessionServerRow["status"], open: boolean): Connection["status"] {
  if (status === "connected") return open ? "ready" : "disconnected";
  return status;
}
