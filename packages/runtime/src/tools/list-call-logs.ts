import type { CallLog, Page } from "@codespar/protocol";

import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Which calls to show. */
export interface CallLogFilter {
  readonly limit: number;
  /** Skips this many of the newest. */
  readonly offset: number;
}

/** Lists a session's calls, newest first. */
export async function listCallLogs(
  store: Store,
  session: SessionRow,
  { limit, offset }: CallLogFilter,
): Promise<Page<CallLog>> {
  const rows = await store.read
    .selectFrom("tool_calls")
    .selectAll()
    .where("session_id", "=", session.id)
    .orderBy("called_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .offset(offset)
    .execute();
  return {
    data: rows.slice(0, limit).map(toCallLog),
    next_cursor: rows.length > limit ? String(offset + limit) : null,
  };
}

/** A stored call as its log shows it. */
export function toCallLog(row: ToolCallRow): CallLog {
  return {
    id: row.id,
    session_id: row.session_id,
    tool: row.tool,
    server: row.server,
    status: row.status,
    error_code: row.error_code,
    duration_ms: row.duration_ms,
    framework: row.framework,
    called_at: new Date(row.called_at).toISOString(),
  };
}
