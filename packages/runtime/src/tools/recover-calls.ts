import type { ToolResult } from "@codespar/protocol";

import type { NodeRegistry } from "../nodes/node-registry.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { CallLedger } from "./call-ledger.ts";

/** What recovering works with. */
export interface RecoverCallsParts {
  readonly store: Store;
  readonly ledger: CallLedger;
  readonly node: NodeRegistry;
}

/**
 * Closes the calls that a crash left running: they were dispatched, or were about to be, and
 * nobody knows what came of them. None is ever dispatched again unless it is safe to repeat.
 *
 * @returns How many there were.
 */
export async function recoverCalls(
  { store, ledger, node }: RecoverCallsParts,
  nowMs: number,
): Promise<number> {
  const rows = await node.abandonedCalls();
  for (const row of rows) {
    const session = await store.read
      .selectFrom("sessions")
      .selectAll()
      .where("id", "=", row.session_id)
      .executeTakeFirstOrThrow();
    await ledger.settle(toCall(row, session), { result: toUnknown(row), at: nowMs });
  }
  return rows.length;
}

function toCall(row: ToolCallRow, session: SessionRow): Parameters<CallLedger["settle"]>[0] {
  return {
    id: row.id,
    session,
    keyId: row.key_id,
    tool: row.tool,
    server: row.server,
    input: null,
    idempotencyKey: row.idempotency_key,
    requestHash: row.request_hash,
    repeatable: row.repeatable === 1,
    origin: row.framework === null ? null : { framework: row.framework },
    calledAt: row.called_at,
  };
}

function toUnknown(row: ToolCallRow): ToolResult {
  return {
    success: false,
    data: {},
    error:
      "The runtime stopped while the call was under way; it may have taken effect. Check the status before anything else.",
    error_code: "outcome_unknown",
    server: row.server,
    tool: row.tool,
    duration: 0,
    tool_call_id: row.id,
    called_at: new Date(row.called_at).toISOString(),
  };
}
