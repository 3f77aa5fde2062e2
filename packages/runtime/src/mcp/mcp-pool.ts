import { type McpConnection, openMcpConnection } from "./mcp-connection.ts";
import type { ServerDirectory, ServerScope } from "./server-directory.ts";

/** Keeps one link per project, environment and server: opened on first use, shared by sessions. */
export interface McpPool {
  /** Opens the link, or reuses it; throws when the server cannot be reached. */
  open(scope: ServerScope, serverId: string): Promise<McpConnection>;
  /** The open link, if there is one now. */
  peek(scope: ServerScope, serverId: string): McpConnection | undefined;
  /** Closes every link. */
  close(): Promise<void>;
}

/** Creates an empty pool. */
export function createMcpPool(directory: ServerDirectory, connectTimeoutMs: number): McpPool {
  const links = new Map<string, Promise<McpConnection>>();
  const open = new Map<string, McpConnection>();

  async function connect(
    scope: ServerScope,
    serverId: string,
    key: string,
  ): Promise<McpConnection> {
    const server = directory.find(scope, serverId);
    if (server === undefined) throw new Error(`There is no server "${serverId}".`);
    const link = await openMcpConnection({
      serverId,
      transport: await server.connect(),
      connectTimeoutMs,
      onClose() {
        links.delete(key);
        open.delete(key);
      },
    });
    if (links.has(key)) open.set(key, link);
    return link;
  }

  return {
    open(scope, serverId) {
      const key = keyOf(scope, serverId);
      const existing = links.get(key);
      if (existing !== undefined) return existing;
      const opening = connect(scope, serverId, key);
      links.set(key, opening);
      opening.catch(() => links.delete(key));
      return opening;
    },
    peek: (scope, serverId) => open.get(keyOf(scope, serverId)),
    async close() {
      const opened = await Promise.allSettled(links.values());
      links.clear();
      open.clear();
      await Promise.allSettled(
        opened.flatMap((link) => (link.status === "fulfilled" ? [link.value.close()] : [])),
      );
    },
  };
}

function keyOf({ projectId, environment }: ServerScope, serverId: string): string {
  return `${projectId} ${environment} ${serverId}`;
}
