import {
  canonicalJson,
  type DurableLoopRequest,
  type DurableLoopRequestStep,
  type LoopRetryPolicy,
} from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import { sha256 } from "../digest.ts";
import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { LoopRow, LoopStepRow, SessionRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";

const maxOpenLoops = 50;

/** A loop to start. */
export interface NewLoop {
  readonly session: SessionRow;
  readonly principal: Principal;
  readonly request: DurableLoopRequest;
  readonly idempotencyKey: string | null;
  /** Where links to this runtime start, without a trailing slash. */
  readonly publicUrl: string;
  readonly traceparent: string | undefined;
  readonly now: number;
}

/** What creating a loop works with. */
export interface CreateLoopParts {
  readonly store: Store;
  /** The node that runs it first. */
  readonly nodeId: string;
}

/** Stores a loop, or finds the one that an earlier request with the same key started. */
export async function createLoop(
  { store, nodeId }: CreateLoopParts,
  loop: NewLoop,
): Promise<{ readonly loop: LoopRow; readonly isNew: boolean }> {
  const row = toRow(loop, nodeId);
  const { steps: asked, retry_policy } = loop.request;
  const steps = asked.map((step, position) => toStepRow(row, { retry_policy, ...step }, position));
  return store.write(async (transaction) => {
    const earlier = await findByKey(transaction, row);
    if (earlier !== undefined) return { loop: earlier, isNew: false };
    await refuseTooMany(transaction, row.session_id);
    const stored = await transaction
      .insertInto("loops")
      .values(row)
      .onConflict((conflict) => conflict.columns(["session_id", "idempotency_key"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (stored === undefined) {
      const other = await findByKey(transaction, row);
      if (other === undefined) throw new RuntimeError("internal");
      return { loop: other, isNew: false };
    }
    await transaction.insertInto("loop_steps").values(steps).execute();
    return { loop: row, isNew: true };
  }, "read committed");
}

async function findByKey(
  transaction: StoreTransaction,
  { session_id, idempotency_key, request_hash }: LoopRow,
): Promise<LoopRow | undefined> {
  if (idempotency_key === null) return undefined;
  const row = await transaction
    .selectFrom("loops")
    .selectAll()
    .where("session_id", "=", session_id)
    .where("idempotency_key", "=", idempotency_key)
    .executeTakeFirst();
  if (row === undefined || row.request_hash === request_hash) return row;
  throw new RuntimeError("idempotency_conflict");
}

async function refuseTooMany(transaction: StoreTransaction, sessionId: string): Promise<void> {
  const { count } = await transaction
    .selectFrom("loops")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("session_id", "=", sessionId)
    .where("status", "in", ["running", "waiting"])
    .executeTakeFirstOrThrow();
  if (count < maxOpenLoops) return;
  const message = `The session has ${count} loops under way; wait for one to end.`;
  throw new RuntimeError("rate_limited", message);
}

function toRow(loop: NewLoop, nodeId: string): LoopRow {
  const { session, principal, request, idempotencyKey, publicUrl, traceparent, now } = loop;
  return {
    id: newId("loop"),
    project_id: session.project_id,
    session_id: session.id,
    key_id: principal.keyId,
    idempotency_key: idempotencyKey,
    request_hash: sha256(canonicalJson(request)),
    abort_on_error: request.abort_on_error === false ? 0 : 1,
    status: "running",
    version: 0,
    faults: 0,
    error_code: null,
    error: null,
    error_step: null,
    approval_id: null,
    public_url: publicUrl,
    traceparent: traceparent ?? null,
    node_id: nodeId,
    due_at: now,
    created_at: now,
    finished_at: null,
  };
}

interface AskedStep extends Omit<DurableLoopRequestStep, "retry_policy"> {
  readonly retry_policy: LoopRetryPolicy | undefined;
}

/** A step's definition as it is stored: with the loop's retry policy, where it has none of its own. */
function toStepRow(
  { id, project_id }: LoopRow,
  { tool, ...definition }: AskedStep,
  position: number,
): LoopStepRow {
  return {
    loop_id: id,
    position,
    project_id,
    tool,
    definition: JSON.stringify(definition),
    status: "pending",
    attempts: 0,
    result: null,
    error_code: null,
    error: null,
  };
}
