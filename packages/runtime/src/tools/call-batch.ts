import { freesKey } from "@codespar/protocol";

import { holdTurn } from "../agent/turn-statements.ts";
import type { AuditLog, NewAuditEntry } from "../audit/audit-log.ts";
import type { SettlementLedger } from "../metering/settlement-ledger.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { giveBackApprovals, takeApproval } from "../policy/approvals.ts";
import type { Objection } from "../policy/judge-call.ts";
import { releaseSpending, reserveSpending } from "../policy/spending.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { StoreTransaction } from "../store/store.ts";
import { freeKeys, insertCalls, updateOutcomes } from "./call-statements.ts";
import { type FinishedCall, type PendingCall, toIntent, toRow } from "./pending-call.ts";
import { toReconcileMessage } from "./reconcile-call.ts";
import { isUnknown, movedNothing, toOutcome, toSettledRow } from "./settled-call.ts";

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

/**
 * What became of it: a claim fails when its key is taken, its session closed, its turn over or a
 * rule stands in the way, and an outcome is stale when another one is known already.
 */
export type CallWritten = "written" | "taken" | "closed" | "over" | "stale" | Objection;

/** What writing calls works with. */
export interface CallBatchParts {
  readonly audit: AuditLog;
  readonly sessions: SessionRegistry;
  readonly settlements: SettlementLedger;
  readonly outbox: Pick<Outbox, "add">;
  /** The node that runs the calls. */
  readonly nodeId: string;
}

/** Makes many things about calls durable with a few statements. */
export async function writeCalls(
  parts: CallBatchParts,
  transaction: StoreTransaction,
  writes: readonly CallWrite[],
): Promise<readonly CallWritten[]> {
  const { audit, nodeId } = parts;
  const claims = writes.filter((write) => write.kind === "claim").map(({ call }) => call);
  const settles = writes.filter((write) => write.kind === "settle");
  const intents = claims.map((call) => toRow(call, nodeId));
  const outcomes = settles.map((settle) => toSettledRow(settle, nodeId));
  // Locked first of all, so that nodes with calls of one project follow each other.
  const [chains, [stored, updated]] = await audit.lock(transaction, writes.map(projectOf), [
    insertCalls.bind(transaction, intents),
    updateOutcomes.bind(transaction, outcomes),
  ]);
  const isNew = idsIn(stored);
  const hasEnded = idsIn(updated);
  const claimed = await permitClaims(
    parts,
    transaction,
    claims.filter(({ id }) => isNew.has(id)),
  );
  await followOutcomes(
    parts,
    transaction,
    settles.filter(({ call }) => hasEnded.has(call.id)),
  );
  const written = writes.map((write): CallWritten => {
    if (write.kind === "note") return "written";
    if (write.kind === "claim") return claimed.get(write.call.id) ?? "taken";
    return hasEnded.has(write.call.id) ? "written" : "stale";
  });
  await chains.append(writes.filter((_write, index) => written[index] === "written").map(toEntry));
  return written;
}

/** Lets stored calls through whose sessions and turns can be used and that no rule forbids. */
async function permitClaims(
  { sessions }: CallBatchParts,
  transaction: StoreTransaction,
  calls: readonly PendingCall[],
): Promise<ReadonlyMap<string, CallWritten>> {
  const written = new Map<string, CallWritten>();
  for (const call of calls) {
    written.set(call.id, (await permit(transaction, call)) ?? "written");
  }
  const claimed = calls.filter(({ id }) => written.get(id) === "written");
  const open = await sessions.countCalls(transaction, claimed);
  for (const { id, session } of claimed) if (!open.has(session.id)) written.set(id, "closed");
  await takeBack(
    transaction,
    calls.filter(({ id }) => written.get(id) !== "written"),
  );
  return written;
}

/** Uses a call's approval and counts what it spends; answers what stands in the way. */
async function permit(
  transaction: StoreTransaction,
  call: PendingCall,
): Promise<Objection | "over" | undefined> {
  const { approval, spending, turnId } = call;
  if (turnId !== undefined && !(await holdTurn(transaction, turnId))) return "over";
  if (approval !== undefined) {
    const { usedKey } = approval;
    const isTaken = await takeApproval(transaction, approval.id, { call, usedKey });
    if (!isTaken) return { ruleId: "approval", message: "The approval was used or has expired." };
  }
  return spending && reserveSpending(transaction, call, spending);
}

async function takeBack(
  transaction: StoreTransaction,
  calls: readonly PendingCall[],
): Promise<void> {
  if (calls.length === 0) return;
  const callIds = calls.map(({ id }) => id);
  await transaction.deleteFrom("tool_calls").where("id", "in", callIds).execute();
  await releaseSpending(transaction, callIds);
  await giveBackApprovals(transaction, calls);
}

/** Makes durable what follows from calls that ended, their payments first of all. */
async function followOutcomes(
  { settlements, outbox }: CallBatchParts,
  transaction: StoreTransaction,
  ended: readonly Settle[],
): Promise<void> {
  const freed = ended.filter(({ finished: { result } }) => freesKey(result.error_code));
  await freeKeys(
    transaction,
    freed.map(({ call: { id } }) => ({ id })),
  );
  await giveBackApprovals(
    transaction,
    freed.map(({ call }) => call),
  );
  // A call that is made again counted its money when it was made first.
  const unspent = ended.filter(({ call, finished }) => {
    return !call.readOnly && movedNothing(finished.result);
  });
  await releaseSpending(
    transaction,
    unspent.map(({ call }) => call.id),
  );
  const unknown = ended.filter(({ finished: { result } }) => isUnknown(result));
  await outbox.add(
    transaction,
    unknown.map(({ call }) => toReconcileMessage(call.id)),
  );
  for (const { call, finished } of ended) {
    if (finished.notice === undefined) continue;
    await settlements.record(transaction, finished.notice, {
      projectId: call.session.project_id,
      sessionId: call.session.id,
      userId: call.session.user_id,
      toolCallId: call.id,
      server: call.server,
      at: finished.at,
    });
  }
}

function idsIn(rows: ReadonlyArray<{ readonly id: string }>): ReadonlySet<string> {
  return new Set(rows.map(({ id }) => id));
}

function projectOf(write: CallWrite): string {
  return write.kind === "note" ? write.entry.project_id : write.call.session.project_id;
}

function toEntry(write: CallWrite): NewAuditEntry {
  if (write.kind === "note") return write.entry;
  return write.kind === "claim" ? toIntent(write.call) : toOutcome(write);
}
