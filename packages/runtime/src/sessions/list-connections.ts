import type { KeyObject } from "node:crypto";

import type { Connection, Tool } from "@codespar/protocol";

import type { CatalogServer } from "../catalog/catalog-server.ts";
import { connectLink } from "../connections/connect-link.ts";
import type { ServerDirectory, ServerScope } from "../mcp/server-directory.ts";
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
  const scope: ServerScope = {
    projectId: session.project_id,
    environment: session.environment,
  };
  const open = session.status === "active";
  const tools = open ? (await catalog.indexOf(session)).tools : [];
  const connections = serversOf(session).map((server): Connection => {
    const facts = directory.find(scope, server.id)?.facts;
    const connected = open && server.status === "connected";
    return {
      id: server.id,
      name: server.name,
      category: facts?.category ?? "custom",
      country: facts?.country ?? "GLOBAL",
      auth_type: facts?.authType ?? "none",
      connected,
      status: statusOf(server.status, open),
      tools_count: tools.filter((tool) => tool.server === server.id).length,
      ...(connected && server.connected_at !== null
        ? { connected_at: new Date(server.connected_at).toISOString() }
        : {}),
      ...(server.error === undefined ? {} : { error: server.error }),
      ...(open && !connected && canBeConnected(facts)
        ? linksTo(
            connectLink(signingKey, publicUrl, { sessionId: session.id, serverId: server.id }),
          )
        : {}),
    };
  });
  return { connections, tools };
}

function canBeConnected(facts: CatalogServer | undefined): boolean {
  return facts !== undefined && facts.authType !== "none";
}

/** The same address under both names that clients read it by. */
function linksTo(url: string): Pick<Connection, "redirectUrl" | "redirect_url"> {
  return { redirectUrl: url, redirect_url: url };
}

function statusOf(status: SessionServerRow["status"], open: boolean): Connection["status"] {
  if (status === "connected") return open ? "ready" : "disconnected";
  return status;
}
