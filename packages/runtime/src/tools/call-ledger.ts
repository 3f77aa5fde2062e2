import {
  type AuditEntry,
  type ErrorCode,
  freesKey,
  type SettlementNotice,
  type ToolCallOrigin,
  type ToolResult,
} from "@codespar/protocol";

import type { AuditLog, NewAuditEntry } from "../audit/audit-log.ts";
import { recordSettlement } from "../metering/settlement-ledger.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { insertCall, selectByKey, updateOutcome } from "./call-statements.ts";

/** A call on its way through the gateway. */
export interface PendingCall {
  readonly id: string;
  readonly session: SessionRow;
  readonly keyId: string;
  readonly tool: string;
  readonly server: string;
  readonly input: unknown;
  readonly idempotencyKey: string | null;
  readonly requestHash: string;
  /** Whether it may be dispatched again after an unknown outcome. */
  readonly repeatable: boolean;
  readonly origin: ToolCallOrigin | null;
  readonly calledAt: number;
}

/** What came of a call, and when. */
export interface FinishedCall {
  readonly result: ToolResult;
  readonly at: number;
  /** The payment it created, if any. */
  readonly notice?: SettlementNotice | undefined;
}

/** What is durable about calls: intents before dispatch, outcomes after. */
export interface CallLedger {
  findByKey(session: SessionRow, idempotencyKey: string): Promise<ToolCallRow | undefined>;
  find(id: string): Promise<ToolCallRow | undefined>;
  /** Makes the intent durable; answers false when the key is taken already. */
  claim(call: PendingCall): Promise<boolean>;
  /** Takes over a call whose outcome is unknown and that is safe to repeat; once per outcome. */
  reclaim(call: PendingCall, row: ToolCallRow): Promise<boolean>;
  /** Makes the outcome durable, with the payment it created. */
  settle(call: PendingCall, finished: FinishedCall): Promise<void>;
  /** Records a call that was refused before it was dispatched. */
  refuse(call: PendingCall, code: ErrorCode, message: string): Promise<void>;
  /** Records that a stored result was given again. */
  replay(call: PendingCall, row: ToolCallRow): Promise<void>;
}

class KeyTaken extends Error {}

/** What the ledger works with. */
export interface CallLedgerParts {
  readonly store: Store;
  readonly audit: AuditLog;
  readonly sessions: SessionRegistry;
}

/** Creates the ledger. */
export function createCallLedger(parts: CallLedgerParts): CallLedger {
  const { store } = parts;
  return {
    claim: (call) => claim(parts, call),
    reclaim: (call, row) => reclaim(parts, call, row),
    settle: (call, finished) => settle(parts, call, finished),
    refuse: (call, code, message) => refuse(parts, call, { code, message }),
    replay: (call, row) => replay(parts, call, row),
    async findByKey(session, idempotencyKey) {
      const { rows } = await selectByKey(store.read, { sessionId: session.id, idempotencyKey });
      return rows[0];
    },
    find: (id) =>
      store.read.selectFrom("tool_calls").selectAll().where("id", "=", id).executeTakeFirst(),
  };
}

async function claim(
  { store, audit, sessions }: CallLedgerParts,
  call: PendingCall,
): Promise<boolean> {
  try {
    await store.write(async (transaction) => {
      await sessions.countCall(transaction, call.session);
      const { numAffectedRows } = await insertCall(transaction, toRow(call));
      if (numAffectedRows === 0n) throw new KeyTaken();
      await audit.append(transaction, toIntent(call));
    });
    return true;
  } catch (cause) {
    if (cause instanceof KeyTaken) return false;
    throw cause;
  }
}

function reclaim(
  { store, audit }: CallLedgerParts,
  call: PendingCall,
  row: ToolCallRow,
): Promise<boolean> {
  return store.write(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("tool_calls")
      .set({ status: "running", result: null, error_code: null })
      .where("id", "=", row.id)
      .where("status", "=", "unknown")
      .where("repeatable", "=", 1)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await audit.append(transaction, { ...toIntent(call), decision: "repeated: safe to repeat" });
    return true;
  });
}

function settle(
  { store, audit }: CallLedgerParts,
  call: PendingCall,
  { result, at, notice }: FinishedCall,
): Promise<void> {
  return store.write(async (transaction) => {
    const status = statusOf(result);
    await updateOutcome(transaction, {
      id: call.id,
      status,
      error_code: result.error_code,
      result: JSON.stringify(result),
      duration_ms: result.duration,
      idempotency_key: freesKey(result.error_code) ? null : call.idempotencyKey,
    });
    await audit.append(transaction, {
      ...toIntent(call),
      kind: "outcome",
      at: new Date(at).toISOString(),
      status,
      error_code: result.error_code,
      duration_ms: result.duration,
      input: null,
      output: { data: result.data, error: result.error },
    });
    if (notice === undefined) return;
    await recordSettlement(transaction, notice, {
      projectId: call.session.project_id,
      sessionId: call.session.id,
      userId: call.session.user_id,
      toolCallId: call.id,
      server: call.server,
      at,
    });
  });
}

function refuse(
  { store, audit }: CallLedgerParts,
  call: PendingCall,
  { code, message }: { readonly code: ErrorCode; readonly message: string },
): Promise<void> {
  return store.write((transaction) =>
    audit.append(transaction, {
      ...toIntent(call),
      kind: "refusal",
      decision: `refused: ${message}`,
      status: "refused",
      error_code: code,
      duration_ms: 0,
    }),
  );
}

function replay(
  { store, audit }: CallLedgerParts,
  call: PendingCall,
  row: ToolCallRow,
): Promise<void> {
  return store.write((transaction) =>
    audit.append(transaction, {
      ...toIntent(call),
      kind: "replay",
      tool_call_id: row.id,
      server: row.server,
      decision: "replayed: the key was used before",
      status: row.status === "running" ? null : row.status,
      duration_ms: 0,
      input: null,
    }),
  );
}

/** How a result ends its call. */
function statusOf(result: ToolResult): "success" | "error" | "unknown" {
  if (result.success) return "success";
  return result.error_code === "outcome_unknown" ? "unknown" : "error";
}

function toRow(call: PendingCall): ToolCallRow {
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
  };
}

function toIntent(call: PendingCall): NewAuditEntry & Pick<AuditEntry, "kind"> {
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
    decision: "allowed",
    status: null,
    error_code: null,
    duration_ms: null,
    origin: call.origin,
    input: call.input,
    output: null,
  };
}
