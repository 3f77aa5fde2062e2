import type { ErrorCode } from "@codespar/protocol";

import type { Objection } from "../policy/judge-call.ts";
import { RuntimeError } from "../runtime-error.ts";
import { createBatchWriter } from "../store/batch-writer.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import { StoreUnavailableError } from "../store/store-unavailable-error.ts";
import type { Store } from "../store/store.ts";
import { type CallBatchParts, type CallWrite, type CallWritten, writeCalls } from "./call-batch.ts";
import { selectByKey } from "./call-statements.ts";
import { type FinishedCall, type PendingCall, toIntent } from "./pending-call.ts";
import { untilReached } from "./until-reached.ts";

/** What is durable about calls: intents before dispatch, outcomes after. */
export interface CallLedger {
  findByKey(
    session: Pick<SessionRow, "id">,
    idempotencyKey: string,
  ): Promise<ToolCallRow | undefined>;
  find(id: string): Promise<ToolCallRow | undefined>;
  /**
   * Makes the intent durable, unless the key is taken or a rule stands in the way.
   *
   * @throws RuntimeError `session_closed`
   */
  claim(call: PendingCall): Promise<"claimed" | "taken" | Objection>;
  /** Takes over a call whose outcome is unknown and that is safe to repeat; once per outcome. */
  reclaim(call: PendingCall, row: ToolCallRow): Promise<boolean>;
  /** Makes the outcome durable, with the payment it created, unless another one is known already. */
  settle(call: PendingCall, finished: FinishedCall): Promise<boolean>;
  /** Whether this process still works on a call that it claimed. */
  isOpen(callId: string): boolean;
  /** Whether a call was never dispatched, although its intent may be durable. */
  wasNeverSent(callId: string): boolean;
  /** Records a call that was refused before it was dispatched. */
  refuse(call: PendingCall, code: ErrorCode, message: string): Promise<void>;
  /** Records that a stored result was given again. */
  replay(call: PendingCall, row: ToolCallRow): Promise<void>;
}

/** What the ledger works with. */
export interface CallLedgerParts extends CallBatchParts {
  readonly store: Store;
}

/** Creates the ledger. */
export function createCallLedger(parts: CallLedgerParts): CallLedger {
  const { store } = parts;
  const { write } = createBatchWriter<CallWrite, CallWritten>(store, (transaction, writes) =>
    writeCalls(parts, transaction, writes),
  );
  const open = new Set<string>();
  const neverSent = new Set<string>();

  async function claim(call: PendingCall): Promise<"claimed" | "taken" | Objection> {
    const written = await write({ kind: "claim", call });
    if (written === "closed") throw new RuntimeError("session_closed");
    if (written === "over") {
      throw new RuntimeError("internal", "The turn was ended before the call; nothing was sent.");
    }
    if (typeof written === "object") return written;
    return written === "written" ? "claimed" : "taken";
  }

  return {
    isOpen: (callId) => open.has(callId),
    wasNeverSent: (callId) => neverSent.has(callId),
    async findByKey(session, idempotencyKey) {
      const { rows } = await selectByKey(store.read, { sessionId: session.id, idempotencyKey });
      return rows[0];
    },
    find: (id) =>
      store.read.selectFrom("tool_calls").selectAll().where("id", "=", id).executeTakeFirst(),
    async claim(call) {
      open.add(call.id);
      const claimed = await claim(call).catch((cause: unknown) => {
        // It may have become durable before the store was lost.
        if (cause instanceof StoreUnavailableError) neverSent.add(call.id);
        return { cause };
      });
      if (claimed !== "claimed") open.delete(call.id);
      if (typeof claimed === "object" && "cause" in claimed) throw claimed.cause;
      return claimed;
    },
    async reclaim(call, row) {
      open.add(call.id);
      const isReclaimed = await reclaim(parts, call, row).catch(() => false);
      if (!isReclaimed) open.delete(call.id);
      return isReclaimed;
    },
    async settle(call, finished) {
      try {
        const written = await untilReached(() => write({ kind: "settle", call, finished }));
        neverSent.delete(call.id);
        return written === "written";
      } finally {
        open.delete(call.id);
      }
    },
    async refuse(call, code, message) {
      await write({ kind: "note", entry: toRefusal(call, code, message) });
    },
    async replay(call, row) {
      await write({ kind: "note", entry: toReplay(call, row) });
    },
  };
}

function reclaim(
  { store, audit, nodeId }: CallLedgerParts,
  call: PendingCall,
  row: ToolCallRow,
): Promise<boolean> {
  return store.write(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("tool_calls")
      .set({ status: "running", result: null, error_code: null, node_id: nodeId })
      .where("id", "=", row.id)
      .where("status", "=", "unknown")
      .where("repeatable", "=", 1)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await audit.append(transaction, { ...toIntent(call), decision: "repeated: safe to repeat" });
    return true;
  }, "read committed");
}

function toRefusal(
  call: PendingCall,
  code: ErrorCode,
  message: string,
): ReturnType<typeof toIntent> {
  return {
    ...toIntent(call),
    kind: "refusal",
    decision: `refused: ${message}`,
    status: "refused",
    error_code: code,
    duration_ms: 0,
  };
}

function toReplay(call: PendingCall, row: ToolCallRow): ReturnType<typeof toIntent> {
  return {
    ...toIntent(call),
    kind: "replay",
    tool_call_id: row.id,
    server: row.server,
    decision: "replayed: the key was used before",
    status: row.status === "running" ? null : row.status,
    duration_ms: 0,
    input: null,
  };
}
