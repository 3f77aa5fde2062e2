import type { ConnectionDetail } from "@codespar/protocol";

import type { McpPool } from "../mcp/mcp-pool.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SessionRow } from "../store/schema.ts";
import { listConnections, type ListConnectionsParts } from "./list-connections.ts";
import { linkTarget } from "./session-server-row.ts";

/** What describing a connection works with. */
export interface DescribeConnectionParts extends ListConnectionsParts {
  readonly pool: McpPool;
}

/** Tells all that is known of one connection of a session. */
export async function describeConnection(
  parts: DescribeConnectionParts,
  session: SessionRow,
  { serverId, publicUrl }: { readonly serverId: string; readonly publicUrl: string },
): Promise<ConnectionDetail> {
  const { connections, tools } = await listConnections(parts, session, publicUrl);
  const connection = connections.find(({ id }) => id === serverId);
  if (connection === undefined) {
    throw new RuntimeError("not_found", `The session has no server "${serverId}".`);
  }
  const scope = { projectId: session.project_id, environment: session.environment };
  const link = connection.connected ? parts.pool.peek(linkTarget(session, serverId)) : undefined;
  return {
    ...connection,
    capabilities: parts.directory.find(scope, serverId)?.facts.capabilities ?? [],
    tools: tools
      .filter(({ server }) => server === serverId)
      .map(({ name, description }) => ({ name, description })),
    ...(link === undefined ? {} : { latency_ms: link.latencyMs }),
  };
}
