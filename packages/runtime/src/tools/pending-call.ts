import type { AuditEntry, SettlementNotice, ToolCallOrigin, ToolResult } from "@codespar/protocol";

import type { NewAuditEntry } from "../audit/audit-log.ts";
import type { Spending } from "../policy/spending.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";

/** A call on its way through the gateway. */
export interface PendingCall {
  readonly id: string;
  readonly session: SessionRow;
  readonly keyId: string;
  readonly tool: string;
  readonly server: string;
  /** The server's own name of the tool; null where none is asked. */
  readonly remoteTool: string | null;
  readonly input: unknown;
  readonly idempotencyKey: string | null;
  readonly requestHash: string;
  /** Whether it changes nothing. */
  readonly readOnly: boolean;
  /** Whether it may be dispatched again after an unknown outcome. */
  readonly repeatable: boolean;
  readonly origin: ToolCallOrigin | null;
  readonly calledAt: number;
  /** What it spends, where it moves money. */
  readonly spending?: Spending | undefined;
  /** The approval it is made by. */
  readonly approval?: CallApproval | undefined;
  /** The agent's turn that makes it, and that must not be over. */
  readonly turnId?: string | undefined;
}

/** A person's approval, and whose request uses it. */
export interface CallApproval {
  readonly id: string;
  /** For people: who approved. */
  readonly by: string;
  /** The key of the request, which need not be the one that the call goes on under. */
  readonly usedKey: string | null;
}

/** What came of a call, and when. */
export interface FinishedCall {
  readonly result: ToolResult;
  readonly at: number;
  /** Why it ended so, where somebody decided it. */
  readonly decision?: string | undefined;
  /** Whether it is what was found out of an unknown outcome: a call that is made again goes on. */
  readonly isFound?: boolean | undefined;
  /** The payment it created, if any. */
  readonly notice?: SettlementNotice | undefined;
}

/** A call as it is stored before it is dispatched. */
export function toRow(call: PendingCall, nodeId: string): ToolCallRow {
  return {
    id: call.id,
    project_id: call.session.project_id,
    session_id: call.session.id,
    tool: call.tool,
    server: call.server,
    status: "running",
    error_code: null,
    idempotency_key: call.idempotencyKey,
    request_hash: call.requestHash,
    repeatable: call.repeatable ? 1 : 0,
    framework: call.origin?.framework ?? null,
    key_id: call.keyId,
    user_id: call.session.user_id,
    result: null,
    duration_ms: null,
    called_at: call.calledAt,
    node_id: nodeId,
    remote_tool: call.remoteTool,
  };
}

/** What the audit says of a call before it is dispatched. */
export function toIntent(call: PendingCall): NewAuditEntry & Pick<AuditEntry, "kind"> {
  return {
    kind: "intent",
    at: new Date(call.calledAt).toISOString(),
    project_id: call.session.project_id,
    session_id: call.session.id,
    user_id: call.session.user_id,
    key_id: call.keyId,
    tool_call_id: call.id,
    tool: call.tool,
    server: call.server,
    decision: call.approval === undefined ? "allowed" : `allowed: ${call.approval.by}`,
    status: null,
    error_code: null,
    duration_ms: null,
    origin: call.origin,
    input: call.input,
    output: null,
  };
}
