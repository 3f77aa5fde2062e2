import type { ToolResult } from "@codespar/protocol";

import type { NewAuditEntry } from "../audit/audit-log.ts";
import type { ToolCallRow } from "../store/schema.ts";
import { type FinishedCall, type PendingCall, toIntent, toRow } from "./pending-call.ts";

interface SettledCall {
  readonly call: PendingCall;
  readonly finished: FinishedCall;
}

/**
 * What is stored of a call when it is over; the call itself, with its key, is stored already. What
 * was found out afterwards is of no node.
 */
export function toSettledRow(
  { call, finished: { result, isFound = false } }: SettledCall,
  nodeId: string,
): ToolCallRow {
  return {
    ...toRow(call, nodeId),
    node_id: isFound ? null : nodeId,
    status: statusOf(result),
    error_code: result.error_code,
    result: JSON.stringify(result),
    duration_ms: result.duration,
    idempotency_key: null,
  };
}

/** What the audit says of how a call ended. */
export function toOutcome({
  call,
  finished: { result, at, decision },
}: SettledCall): NewAuditEntry {
  const intent = toIntent(call);
  return {
    ...intent,
    decision: decision ?? intent.decision,
    kind: "outcome",
    at: new Date(at).toISOString(),
    status: statusOf(result),
    error_code: result.error_code,
    duration_ms: result.duration,
    input: null,
    output: { data: result.data, error: result.error },
  };
}

/** Whether a call is known to have had no effect. */
export function movedNothing(result: ToolResult): boolean {
  return statusOf(result) === "error";
}

/** Whether nobody knows what came of a call. */
export function isUnknown(result: ToolResult): boolean {
  return statusOf(result) === "unknown";
}

/** How a result ends its call. */
function statusOf(result: ToolResult): "success" | "error" | "unknown" {
  if (result.success) return "success";
  return result.error_code === "outcome_unknown" ? "unknown" : "error";
}
