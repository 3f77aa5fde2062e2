import type { ConnectionDetail } from "@codespar/protocol";

import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SessionRow } from "../store/schema.ts";
import type { ToolCatalog } from "../tools/tool-catalog.ts";
import { listConnections } from "./list-connections.ts";

/** What describing a connection works with. */
export interface DescribeConnectionParts {
  readonly directory: ServerDirectory;
  readonly catalog: ToolCatalog;
  readonly pool: McpPool;
}

/** Tells all that is known of one connection of a session. */
export async function describeConnection(
  parts: DescribeConnectionParts,
  session: SessionRow,
  serverId: string,
): Promise<ConnectionDetail> {
  const { connections, tools } = await listConnections(parts, session);
  const connection = connections.find(({ id }) => id === serverId);
  if (connection === undefined) {
    throw new RuntimeError("not_found", `The session has no server "${serverId}".`);
  }
  const scope = { projectId: session.project_id, environment: session.environment };
  const link = connection.connected ? parts.pool.peek(scope, serverId) : undefined;
  return {
    ...connection,
    capabilities: parts.directory.find(scope, serverId)?.facts.capabilities ?? [],
    tools: tools
      .filter(({ server }) => server === serverId)
      .map(({ name, description }) => ({ name, description })),
    ...(link === undefined ? {} : { latency_ms: link.latencyMs }),
  };
}
