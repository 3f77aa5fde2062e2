import type { AuditLog, NewAuditEntry } from "../audit/audit-log.ts";
import { recordSettlement } from "../metering/settlement-ledger.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { StoreTransaction } from "../store/store.ts";
import { insertCalls, updateOutcomes } from "./call-statements.ts";
import { type FinishedCall, type PendingCall, toIntent, toRow } from "./pending-call.ts";
import { toOutcome, toSettledRow } from "./settled-call.ts";

/** A call whose intent is to become durable. */
export interface Claim {
  readonly kind: "claim";
  readonly call: PendingCall;
}

/** A call whose outcome is to become durable. */
export interface Settle {
  readonly kind: "settle";
  readonly call: PendingCall;
  readonly finished: FinishedCall;
}

/** Something else about a call that the audit is to know. */
export interface Note {
  readonly kind: "note";
  readonly entry: NewAuditEntry;
}

/** Something about a call that is to become durable. */
export type CallWrite = Claim | Settle | Note;

/** What became of it; a claim fails when its key is taken or its session is closed. */
export type CallWritten = "written" | "taken" | "closed";

/** What writing calls works with. */
export interface CallBatchParts {
  readonly audit: AuditLog;
  readonly sessions: SessionRegistry;
}

/** Makes many things about calls durable with a few statements. */
export async function writeCalls(
  parts: CallBatchParts,
  transaction: StoreTransaction,
  writes: readonly CallWrite[],
): Promise<readonly CallWritten[]> {
  const claims = writes.filter((write) => write.kind === "claim").map(({ call }) => call);
  const settles = writes.filter((write) => write.kind === "settle");
  const claimed = await insertIntents(parts, transaction, claims);
  await insertOutcomes(transaction, settles);
  const written = writes.map((write) =>
    write.kind === "claim" ? (claimed.get(write.call.id) ?? "taken") : "written",
  );
  await parts.audit.append(
    transaction,
    writes.filter((_write, index) => written[index] === "written").map(toEntry),
  );
  return written;
}

/** Stores the intents of calls whose keys are free and whose sessions can be used. */
async function insertIntents(
  { sessions }: CallBatchParts,
  transaction: StoreTransaction,
  calls: readonly PendingCall[],
): Promise<ReadonlyMap<string, CallWritten>> {
  if (calls.length === 0) return new Map();
  const { rows } = await insertCalls(transaction, calls.map(toRow));
  const stored = new Set(rows.map(({ id }) => id));
  const claimed = calls.filter(({ id }) => stored.has(id));
  const open = await sessions.countCalls(transaction, claimed);
  const closed = claimed.filter(({ session }) => !open.has(session.id)).map(({ id }) => id);
  if (closed.length > 0) {
    await transaction.deleteFrom("tool_calls").where("id", "in", closed).execute();
  }
  return new Map(
    claimed.map(({ id, session }) => [id, open.has(session.id) ? "written" : "closed"]),
  );
}

async function insertOutcomes(
  transaction: StoreTransaction,
  settles: readonly Settle[],
): Promise<void> {
  if (settles.length === 0) return;
  await updateOutcomes(transaction, settles.map(toSettledRow));
  for (const { call, finished } of settles) {
    if (finished.notice === undefined) continue;
    await recordSettlement(transaction, finished.notice, {
      projectId: call.session.project_id,
      sessionId: call.session.id,
      userId: call.session.user_id,
      toolCallId: call.id,
      server: call.server,
      at: finished.at,
    });
  }
}

function toEntry(write: CallWrite): NewAuditEntry {
  if (write.kind === "note") return write.entry;
  return write.kind === "claim" ? toIntent(write.call) : toOutcome(write);
}
