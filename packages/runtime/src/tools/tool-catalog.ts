import type { McpConnection } from "../mcp/mcp-connection.ts";
import type { ServerTool } from "../mcp/mcp-mapping.ts";
import type { LinkTarget, McpPool } from "../mcp/mcp-pool.ts";
import { connectedServers, linkTarget } from "../sessions/session-server-row.ts";
import type { SessionRow } from "../store/schema.ts";
import { metaTools } from "./meta-tools/meta-tools.ts";
import { createToolIndex, type ToolIndex } from "./tool-index.ts";

/** Knows which tools a session has. */
export interface ToolCatalog {
  /** The session's tools; a server that cannot be reached now contributes none. */
  indexOf(session: SessionRow): Promise<ToolIndex>;
  /** One tool of a server, by the server's own name. */
  toolOf(
    session: SessionRow,
    serverId: string,
    remoteName: string,
  ): Promise<ServerTool | undefined>;
}

const maxIndexes = 500;
const maxSessions = 10_000;

/** Creates the catalog; indexes are shared by sessions with the same servers. */
export function createToolCatalog(pool: McpPool): ToolCatalog {
  const bySession = new Map<string, ToolIndex>();
  const byLinks = new Map<string, ToolIndex>();
  let epoch = pool.epoch();

  async function build(session: SessionRow): Promise<ToolIndex> {
    const targets = connectedServers(session).map(({ id }) => linkTarget(session, id));
    const links = await openAll(pool, targets);
    const key = links.map(({ serverId, openedAt }) => `${serverId} ${openedAt}`).join(" ");
    const index = byLinks.get(key) ?? createToolIndex(metaTools, links);
    byLinks.set(key, index);
    // A server that is not reached now is tried again by the next request.
    if (links.length === targets.length) bySession.set(keyOf(session), index);
    return index;
  }

  return {
    async indexOf(session) {
      if (epoch !== pool.epoch() || byLinks.size >= maxIndexes) byLinks.clear();
      if (byLinks.size === 0 || bySession.size >= maxSessions) bySession.clear();
      epoch = pool.epoch();
      return bySession.get(keyOf(session)) ?? build(session);
    },
    async toolOf(session, serverId, remoteName) {
      const link = await pool.open(linkTarget(session, serverId)).catch(() => undefined);
      return link?.tools.find((entry) => entry.remoteName === remoteName);
    },
  };
}

async function openAll(
  pool: McpPool,
  targets: readonly LinkTarget[],
): Promise<readonly McpConnection[]> {
  const links = await Promise.allSettled(targets.map((target) => pool.open(target)));
  return links.flatMap((link) => (link.status === "fulfilled" ? [link.value] : []));
}

/** What decides which tools a session has. */
function keyOf({ project_id, environment, servers }: SessionRow): string {
  return `${project_id} ${environment} ${servers}`;
}
