import type { ErrorCode, ToolResult } from "@codespar/protocol";

import type { NodeRegistry } from "../nodes/node-registry.ts";
import type { ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { CallLedger } from "./call-ledger.ts";
import { toPendingCall } from "./to-pending-call.ts";

/** What recovering works with. */
export interface RecoverCallsParts {
  readonly store: Store;
  readonly ledger: CallLedger;
  readonly node: NodeRegistry;
}

/**
 * Closes the calls that nobody works on any more: a crash left them running, or the store was lost
 * under them. They were dispatched, or were about to be, and nobody knows what came of them. None is ever dispatched again unless it is safe to repeat.
 *
 * @returns How many there were.
 */
export async function recoverCalls(
  { store, ledger, node }: RecoverCallsParts,
  nowMs: number,
): Promise<number> {
  const rows = await node.abandonedCalls((callId) => !ledger.isOpen(callId));
  for (const row of rows) {
    const session = await store.read
      .selectFrom("sessions")
      .selectAll()
      .where("id", "=", row.session_id)
      .executeTakeFirstOrThrow();
    await ledger.settle(toPendingCall(row, session), {
      ...(ledger.wasNeverSent(row.id)
        ? { result: toNeverSent(row), decision: "recovered: it was never sent" }
        : { result: toUnknown(row) }),
      at: nowMs,
    });
  }
  return rows.length;
}

function toUnknown(row: ToolCallRow): ToolResult {
  const message =
    "The runtime stopped while the call was under way; it may have taken effect. Check the status before anything else.";
  return toFailure(row, "outcome_unknown", message);
}

function toNeverSent(row: ToolCallRow): ToolResult {
  const message = "The store was lost before the call was made; nothing was sent.";
  return toFailure(row, "provider_unavailable", message);
}

function toFailure(row: ToolCallRow, code: ErrorCode, message: string): ToolResult {
  return {
    success: false,
    data: {},
    error: message,
    error_code: code,
    server: row.server,
    tool: row.tool,
    duration: 0,
    tool_call_id: row.id,
    called_at: new Date(row.called_at).toISOString(),
  };
}
