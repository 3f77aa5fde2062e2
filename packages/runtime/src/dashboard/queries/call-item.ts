import type { AuditEntry } from "@codespar/protocol";

import type { ToolCallRow } from "../../store/schema.ts";
import { type TimelineItem, toTimelineItem } from "./timeline-item.ts";

/** A call as its row and the audit tell it; the row knows best where it is now. */
export function callItem(
  row: ToolCallRow | undefined,
  entries: readonly AuditEntry[],
): TimelineItem | undefined {
  const audited = toTimelineItem(entries);
  if (row === undefined) return audited;
  return {
    ...(audited ?? ofRow(row)),
    server: row.server,
    status: row.status,
    errorCode: row.error_code,
    durationMs: row.duration_ms,
  };
}

function ofRow(row: ToolCallRow): TimelineItem {
  return {
    id: row.id,
    isDecision: false,
    at: row.called_at,
    tool: row.tool,
    server: row.server,
    sessionId: row.session_id,
    userId: row.user_id,
    keyId: row.key_id,
    framework: row.framework ?? undefined,
    traceId: undefined,
    status: row.status,
    errorCode: row.error_code,
    durationMs: row.duration_ms,
    decision: "",
    replays: 0,
    input: null,
    output: null,
  };
}
