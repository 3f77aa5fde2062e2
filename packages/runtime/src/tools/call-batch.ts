import { freesKey } from "@codespar/protocol";

import type { AuditLog, NewAuditEntry } from "../audit/audit-log.ts";
import type { SettlementLedger } from "../metering/settlement-ledger.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { takeApproval } from "../policy/approvals.ts";
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
 * What became of it: a claim fails when its key is taken, its session closed or a rule stands in the
 * way, and an outcome is stale when another one is known already.
 */
export type CallWritten = "written" | "taken" | "closed" | "stale" | Objection;

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
  // First of all, so that nodes with calls of one project follow each other.
  const chains = await parts.audit.lock(transaction, writes.map(projectOf));
  const claims = writes.filter((write) => write.kind === "claim").map(({ call }) => call);
  const settles = writes.filter((write) => write.kind === "settle");
  const claimed = await insertIntents(parts, transaction, claims);
  const ended = await insertOutcomes(parts, transaction, settles);
  const written = writes.map((write): CallWritten => {
    if (write.kind === "note") return "written";
    if (write.kind === "claim") return claimed.get(write.call.id) ?? "taken";
    return ended.has(write.call.id) ? "written" : "stale";
  });
  await chains.append(writes.filter((_write, index) => written[index] === "written").map(toEntry));
  return written;
}

/** Stores the intents of calls whose keys are free and whose sessions can be used. */
async function insertIntents(
  { sessions, nodeId }: CallBatchParts,
  transaction: StoreTransaction,
  calls: readonly PendingCall[],
): Promise<ReadonlyMap<string, CallWritten>> {
  if (calls.length === 0) return new Map();
  const { rows } = await insertCalls(
    transaction,
    calls.map((call) => toRow(call, nodeId)),
  );
  const stored = new Set(rows.map(({ id }) => id));
  const written = new Map<string, CallWritten>();
  for (const call of calls.filter(({ id }) => stored.has(id))) {
    written.set(call.id, (await permit(transaction, call)) ?? "written");
  }
  const claimed = calls.filter(({ id }) => written.get(id) === "written");
  const open = await sessions.countCalls(transaction, claimed);
  for (const { id, session } of claimed) if (!open.has(session.id)) written.set(id, "closed");
  await takeBack(
    transaction,
    [...written].filter(([, outcome]) => outcome !== "written").map(([id]) => id),
  );
  return written;
}

/** Uses a call's approval and counts what it spends; answers the rule that stands in the way. */
async function permit(
  transaction: StoreTransaction,
  call: PendingCall,
): Promise<Objection | undefined> {
  const { approval, spending } = call;
  if (approval !== undefined) {
    const { usedKey } = approval;
    const isTaken = await takeApproval(transaction, approval.id, { call, usedKey });
    if (!isTaken) return { ruleId: "approval", message: "The approval was used or has expired." };
  }
  return spending && reserveSpending(transaction, call, spending);
}

async function takeBack(transaction: StoreTransaction, callIds: readonly string[]): Promise<void> {
  if (callIds.length === 0) return;
  await transaction.deleteFrom("tool_calls").where("id", "in", callIds).execute();
  await releaseSpending(transaction, callIds);
}

/** Stores outcomes, and the payments of calls that made any; answers the calls it ended. */
async function insertOutcomes(
  { nodeId, settlements, outbox }: CallBatchParts,
  transaction: StoreTransaction,
  settles: readonly Settle[],
): Promise<ReadonlySet<string>> {
  if (settles.length === 0) return new Set();
  const { rows } = await updateOutcomes(
    transaction,
    settles.map((settle) => toSettledRow(settle, nodeId)),
  );
  const ended = new Set(rows.map(({ id }) => id));
  const freed = settles.filter(
    ({ call, finished: { result } }) => ended.has(call.id) && freesKey(result.error_code),
  );
  if (freed.length > 0) {
    await freeKeys(
      transaction,
      freed.map(({ call: { id } }) => ({ id })),
    );
  }
  const unspent = settles.filter(({ call, finished }) => {
    const mayHaveCounted = call.spending !== undefined || finished.decision !== undefined;
    return mayHaveCounted && ended.has(call.id) && movedNothing(finished.result);
  });
  await releaseSpending(
    transaction,
    unspent.map(({ call }) => call.id),
  );
  await outbox.add(
    transaction,
    settles
      .filter(({ call, finished: { result } }) => ended.has(call.id) && isUnknown(result))
      .map(({ call }) => toReconcileMessage(call.id)),
  );
  for (const { call, finished } of settles) {
    if (finished.notice === undefined || !ended.has(call.id)) continue;
    await settlements.record(transaction, finished.notice, {
      projectId: call.session.project_id,
      sessionId: call.session.id,
      userId: call.session.user_id,
      toolCallId: call.id,
      server: call.server,
      at: finished.at,
    });
  }
  return ended;
}

function projectOf(write: CallWrite): string {
  return write.kind === "note" ? write.entry.project_id : write.call.session.project_id;
}

function toEntry(write: CallWrite): NewAuditEntry {
  if (write.kind === "note") return write.entry;
  return write.kind === "claim" ? toIntent(write.call) : toOutcome(write);
}
