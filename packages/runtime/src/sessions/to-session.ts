import type { Session } from "@codespar/protocol";

import type { SessionRow } from "../store/schema.ts";
import { metadataOf, serversOf } from "./session-server-row.ts";

/**
 * A stored session as it travels.
 *
 * @param token What an MCP client may reach the session with; given only to those who ask for one.
 */
export function toSession(row: SessionRow, publicUrl: string, token?: string): Session {
  const servers = serversOf(row).map(
    ({ connected_at: _at, account: _account, ...server }) => server,
  );
  return {
    id: row.id,
    org_id: row.org_id,
    project_id: row.project_id,
    user_id: row.user_id,
    status: row.status,
    servers,
    server_ids: servers.map(({ id }) => id),
    preset: row.preset,
    metadata: metadataOf(row),
    created_at: toIso(row.created_at),
    expires_at: toIso(row.expires_at),
    closed_at: row.closed_at === null ? null : toIso(row.closed_at),
    tool_calls: row.tool_calls,
    tool_calls_count: row.tool_calls,
    tool_call_count: row.tool_calls,
    mcp: {
      url: `${publicUrl}/mcp/${row.id}`,
      ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
    },
  };
}

function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
