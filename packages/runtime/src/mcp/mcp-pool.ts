import { type McpConnection, openMcpConnection } from "./mcp-connection.ts";
import type { ServerDirectory, ServerScope } from "./server-directory.ts";

/** Keeps one link per project, environment and server: opened on first use, shared by sessions. */
export interface McpPool {
  /** Opens the link, or reuses it; throws when the server cannot be reached. */
  open(scope: ServerScope, serverId: string): Promise<McpConnection>;
  /** Closes every link. */
  close(): Promise<void>;
}

/** Creates an empty pool. */
export function createMcpPool(directory: ServerDirectory, connectTimeoutMs: number): McpPool {
  const links = new Map<string, Promise<McpConnection>>();

  async function connect(
    scope: ServerScope,
    serverId: string,
    key: string,
  ): Promise<McpConnection> {
    const server = directory.find(scope, serverId);
    if (server === undefined) throw new Error(`There is no server "${serverId}".`);
    return openMcpConnection({
      serverId,
      transport: await server.connect(),
      connectTimeoutMs,
      onClose: () => links.delete(key),
    });
  }

  return {
    open(scope, serverId) {
      const key = `${scope.projectId} ${scope.environment} ${serverId}`;
      const existing = links.get(key);
      if (existing !== undefined) return existing;
      const opening = connect(scope, serverId, key);
      links.set(key, opening);
      opening.catch(() => links.delete(key));
      return opening;
    },
    async close() {
      const open = await Promise.allSettled(links.values());
      links.clear();
      await Promise.allSettled(
        open.flatMap((link) => (link.status === "fulfilled" ? [link.value.close()] : [])),
      );
    },
  };
}
