import type { ToolAnnotations } from "@codespar/protocol";

import type { McpConnection } from "../mcp/mcp-connection.ts";
import type { McpPool } from "../mcp/mcp-pool.ts";
import { connectedServers, linkTarget } from "../sessions/session-server-row.ts";
import type { SessionRow } from "../store/schema.ts";
import { metaTools } from "./meta-tools/meta-tools.ts";
import { createToolIndex, type ToolIndex } from "./tool-index.ts";

/** Knows which tools a session has. */
export interface ToolCatalog {
  /** The session's tools; a server that cannot be reached now contributes none. */
  indexOf(session: SessionRow): Promise<ToolIndex>;
  /** What one tool of a server says about its effects. */
  annotationsOf(
    session: SessionRow,
    serverId: string,
    remoteName: string,
  ): Promise<ToolAnnotations | undefined>;
}

const maxIndexes = 500;

/** Creates the catalog; indexes are shared by sessions with the same servers. */
export function createToolCatalog(pool: McpPool): ToolCatalog {
  const indexes = new Map<string, ToolIndex>();

  async function connectionsOf(session: SessionRow): Promise<readonly McpConnection[]> {
    const targets = connectedServers(session).map(({ id }) => linkTarget(session, id));
    const open = targets.flatMap((target) => pool.peek(target) ?? []);
    if (open.length === targets.length) return open;
    const links = await Promise.allSettled(targets.map((target) => pool.open(target)));
    return links.flatMap((link) => (link.status === "fulfilled" ? [link.value] : []));
  }

  return {
    async indexOf(session) {
      const connections = await connectionsOf(session);
      const key = connections
        .map(({ serverId, version, openedAt }) => `${serverId} ${version} ${openedAt}`)
        .join(" ");
      const cached = indexes.get(key);
      if (cached !== undefined) return cached;
      const index = createToolIndex(metaTools, connections);
      if (indexes.size >= maxIndexes) indexes.clear();
      indexes.set(key, index);
      return index;
    },
    async annotationsOf(session, serverId, remoteName) {
      const link = await pool.open(linkTarget(session, serverId)).catch(() => undefined);
      return link?.tools.find((entry) => entry.remoteName === remoteName)?.tool.annotations;
    },
  };
}
