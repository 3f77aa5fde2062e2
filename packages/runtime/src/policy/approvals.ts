import type { ApprovalRequest } from "@codespar/protocol";

import type { AuditLog } from "../audit/audit-log.ts";
import { redact } from "../audit/redact.ts";
import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { ApprovalRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import { decideApproval, type Decision } from "./decide-approval.ts";
import type { Objection } from "./judge-call.ts";
import { type ApprovalFilter, listApprovals } from "./list-approvals.ts";
import type { Money } from "./money-of-call.ts";
import type { PolicyCall } from "./policy-call.ts";

const lifetimeMs = 86_400_000;

/** A call that a person must approve. */
export interface Question {
  readonly call: PolicyCall;
  readonly money: Money | "unknown" | undefined;
  readonly objection: Objection;
}

/** Keeps the calls that wait for a person, and what the person said. */
export interface Approvals {
  /** What is known of a call with exactly these arguments, the newest first. */
  find(call: PolicyCall): Promise<readonly ApprovalRow[]>;
  /** Asks a person; a call that waits already is asked about once. */
  ask(question: Question): Promise<ApprovalRow>;
  get(scope: Pick<Decision, "projectId" | "environment">, id: string): Promise<ApprovalRow>;
  list(filter: ApprovalFilter): Promise<readonly ApprovalRow[]>;
  /**
   * Decides, once; throws `not_found`, or `invalid_request` (409) when it has expired or is decided.
   * The same decision by the same key, as a client sends again that heard no answer, holds.
   */
  decide(decision: Decision): Promise<ApprovalRow>;
}

/** What approvals work with. */
export interface ApprovalsParts {
  readonly store: Store;
  readonly audit: AuditLog;
}

/** Creates the approvals. */
export function createApprovals(parts: ApprovalsParts): Approvals {
  const { store } = parts;
  const get: Approvals["get"] = async ({ projectId, environment }, id) => {
    const row = await store.read
      .selectFrom("approvals")
      .selectAll()
      .where("id", "=", id)
      .where("project_id", "=", projectId)
      .where("environment", "=", environment)
      .executeTakeFirst();
    if (row !== undefined) return row;
    throw new RuntimeError("not_found", `There is no approval "${id}".`);
  };
  return {
    get,
    find: ({ session, requestHash }) =>
      store.read
        .selectFrom("approvals")
        .selectAll()
        .where("session_id", "=", session.id)
        .where("request_hash", "=", requestHash)
        .orderBy("requested_at", "desc")
        .orderBy("id", "desc")
        .limit(20)
        .execute(),
    ask: (question) => ask(store, question),
    list: (filter) => listApprovals(store, filter),
    async decide(decision) {
      await decideApproval(parts, decision, await get(decision, decision.id));
      return get(decision, decision.id);
    },
  };
}

/**
 * Takes an approval for a call; it is good for one.
 *
 * @returns Whether it could be taken.
 */
export async function takeApproval(
  transaction: StoreTransaction,
  approvalId: string,
  { call, usedKey }: { readonly call: PolicyCall; readonly usedKey: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable("approvals")
    .set({ status: "used", tool_call_id: call.id, used_key: usedKey })
    .where("id", "=", approvalId)
    .where("status", "=", "approved")
    .where("request_hash", "=", call.requestHash)
    .where("expires_at", ">", call.calledAt)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Gives back the approvals of calls that were stopped after all, or did nothing. */
export async function giveBackApprovals(
  transaction: StoreTransaction,
  calls: ReadonlyArray<Pick<PolicyCall, "id" | "session" | "requestHash">>,
): Promise<void> {
  if (calls.length === 0) return;
  await transaction
    .updateTable("approvals")
    .set({ status: "approved", tool_call_id: null, used_key: null })
    .where(
      "session_id",
      "in",
      calls.map(({ session }) => session.id),
    )
    .where(
      "request_hash",
      "in",
      calls.map(({ requestHash }) => requestHash),
    )
    .where(
      "tool_call_id",
      "in",
      calls.map(({ id }) => id),
    )
    .where("status", "=", "used")
    .execute();
}

/** A stored request as it travels. */
export function toApprovalRequest(row: ApprovalRow, now: number): ApprovalRequest {
  const isOver = row.expires_at <= now && (row.status === "pending" || row.status === "approved");
  return {
    id: row.id,
    status: isOver ? "expired" : row.status,
    session_id: row.session_id,
    user_id: row.user_id,
    tool: row.tool,
    server: row.server,
    input: parseStored<unknown>(row.input),
    amount_minor: row.amount_minor,
    currency: row.currency,
    payee: row.payee,
    rule_id: row.rule_id,
    message: row.message,
    requested_at: new Date(row.requested_at).toISOString(),
    expires_at: new Date(row.expires_at).toISOString(),
    decided_at: row.decided_at === null ? null : new Date(row.decided_at).toISOString(),
    decided_by: row.decided_by,
    reason: row.reason,
    tool_call_id: row.tool_call_id,
  };
}

async function ask(store: Store, question: Question): Promise<ApprovalRow> {
  const row = toRow(question);
  return store.write(async (transaction) => {
    const { session_id, request_hash, requested_at } = row;
    const same = transaction
      .selectFrom("approvals")
      .selectAll()
      .where("session_id", "=", session_id)
      .where("request_hash", "=", request_hash)
      .where("status", "=", "pending");
    await transaction
      .updateTable("approvals")
      .set({ status: "expired" })
      .where("session_id", "=", session_id)
      .where("request_hash", "=", request_hash)
      .where("status", "=", "pending")
      .where("expires_at", "<=", requested_at)
      .execute();
    const waiting = await same.executeTakeFirst();
    if (waiting !== undefined) return waiting;
    await transaction
      .insertInto("approvals")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return same.executeTakeFirstOrThrow();
  }, "read committed");
}

function toRow({ call, money, objection }: Question): ApprovalRow {
  const known = money === "unknown" ? undefined : money;
  return {
    id: newId("apr"),
    project_id: call.session.project_id,
    environment: call.session.environment,
    session_id: call.session.id,
    user_id: call.session.user_id,
    tool: call.tool,
    server: call.server,
    input: JSON.stringify(redact(call.input)),
    request_hash: call.requestHash,
    idempotency_key: call.idempotencyKey,
    amount_minor: known?.amountMinor ?? null,
    currency: known?.currency ?? null,
    payee: known?.payee ?? "",
    rule_id: objection.ruleId,
    message: objection.message,
    status: "pending",
    requested_at: call.calledAt,
    expires_at: call.calledAt + lifetimeMs,
    decided_at: null,
    decided_by: null,
    reason: "",
    tool_call_id: null,
    used_key: null,
  };
}
