import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import type { PendingCall } from "./pending-call.ts";

/** A stored call as one that is about to end. */
export function toPendingCall(row: ToolCallRow, session: SessionRow): PendingCall {
  return {
    id: row.id,
    session,
    keyId: row.key_id,
    tool: row.tool,
    server: row.server,
    remoteTool: row.remote_tool,
    input: null,
    idempotencyKey: row.idempotency_key,
    requestHash: row.request_hash,
    // Not stored, and asked only before a dispatch.
    readOnly: false,
    repeatable: row.repeatable === 1,
    origin: row.framework === null ? null : { framework: row.framework },
    calledAt: row.called_at,
  };
}
