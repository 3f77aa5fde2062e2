import type { ErrorCode, ToolResult } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";
import type { LoopRow, LoopStepRow, SessionRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import { cancelLoops } from "./cancel-loops.ts";
import { createLoop, type NewLoop } from "./create-loop.ts";

/** Why something failed. */
export interface LoopFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** How a step ended. */
export interface StepEnd {
  readonly status: "success" | "error" | "unknown" | "skipped";
  readonly result?: ToolResult | undefined;
  readonly failure?: LoopFailure | undefined;
}

/** Why a loop does not go on now, and when it may. */
export interface LoopPause {
  /** The request for an approval that it waits for. */
  readonly approvalId?: string | undefined;
  /** Why the step is tried again, where that counts. */
  readonly failure?: LoopFailure | undefined;
  /** Whether the reason is not the loop's own. */
  readonly isFault?: boolean;
  readonly dueAt: number;
}

/** What is durable about loops. A node writes only to those it runs. */
export interface LoopStore {
  /** Starts a loop, or finds the one that an earlier request with the same key started. */
  create(loop: NewLoop): Promise<{ readonly loop: LoopRow; readonly isNew: boolean }>;
  get(session: Pick<SessionRow, "id">, id: string): Promise<LoopRow>;
  steps(loopId: string): Promise<readonly LoopStepRow[]>;
  /** Says that a step begins; not when the loop is over, or another node's. */
  beginStep(loop: LoopRow, step: LoopStepRow): Promise<boolean>;
  /** Stores how a step ended; answers whether the loop goes on. */
  endStep(loop: LoopRow, step: LoopStepRow, end: StepEnd & { now: number }): Promise<boolean>;
  /** Lets go of a loop until it is due again. */
  pause(loop: LoopRow, step: LoopStepRow | undefined, pause: LoopPause): Promise<void>;
  /** Ends a loop without a further step. */
  end(loop: LoopRow, failure: LoopFailure & { now: number }): Promise<void>;
  cancel(session: Pick<SessionRow, "id">, id: string, now: number): Promise<void>;
}

/** What the store of loops works with. */
export interface LoopStoreParts {
  readonly store: Store;
  readonly nodeId: string;
  /** Tells whoever follows the loop. */
  readonly changed: (loopId: string) => void;
}

/** Creates the store of loops. */
export function createLoopStore(parts: LoopStoreParts): LoopStore {
  const { store } = parts;
  return {
    create: (loop) => createLoop(parts, loop),
    async get({ id: sessionId }, id) {
      const row = await store.read
        .selectFrom("loops")
        .selectAll()
        .where("id", "=", id)
        .where("session_id", "=", sessionId)
        .executeTakeFirst();
      if (row !== undefined) return row;
      throw new RuntimeError("not_found", `There is no loop "${id}".`);
    },
    steps: (loopId) =>
      store.read
        .selectFrom("loop_steps")
        .selectAll()
        .where("loop_id", "=", loopId)
        .orderBy("position")
        .execute(),
    beginStep: async (loop, step) =>
      (await change(parts, loop, async ({ transaction, own }) => {
        const isRunning = own.status === "running";
        if (isRunning) await updateStep(transaction, step, { status: "running" });
        await updateLoop(transaction, own, isRunning ? {} : { node_id: null });
        return isRunning;
      })) === true,
    endStep: async (loop, step, end) =>
      (await change(parts, loop, (owned) => endStep(owned, step, end))) === true,
    async pause(loop, step, pause) {
      await change(parts, loop, (owned) => pauseLoop(owned, step, pause));
    },
    async end(loop, { code, message, now }) {
      await change(parts, loop, async ({ transaction, own }) => {
        const failed = { error_code: code, error: message, finished_at: now, node_id: null };
        const status = code === "session_closed" ? ("canceled" as const) : ("error" as const);
        const ended = own.status === "running" ? { ...failed, status } : { node_id: null };
        await updateLoop(transaction, own, ended);
      });
    },
    async cancel({ id: sessionId }, id, now) {
      await store.write((transaction) =>
        cancelLoops(transaction, { sessionId, id, code: null, error: null, now }),
      );
      parts.changed(id);
    },
  };
}

interface Owned {
  readonly transaction: StoreTransaction;
  /** The loop as it is now. */
  readonly own: LoopRow;
}

/** Changes a loop that this node runs; nothing, when it is another's by now. */
async function change<Result>(
  { store, nodeId, changed }: LoopStoreParts,
  { id }: LoopRow,
  work: (owned: Owned) => Promise<Result>,
): Promise<Result | undefined> {
  const result = await store.write(async (transaction) => {
    const find = transaction.selectFrom("loops").selectAll().where("id", "=", id);
    // Only one process writes to a store that is not shared.
    const own = await (store.isShared ? find.forUpdate() : find).executeTakeFirst();
    return own?.node_id === nodeId ? work({ transaction, own }) : undefined;
  }, "read committed");
  changed(id);
  return result;
}

type LoopColumns = Partial<Omit<LoopRow, "id" | "version">>;

async function updateLoop(
  transaction: StoreTransaction,
  { id, version }: LoopRow,
  columns: LoopColumns,
): Promise<void> {
  await transaction
    .updateTable("loops")
    .set({ ...columns, version: version + 1 })
    .where("id", "=", id)
    .execute();
}

async function updateStep(
  transaction: StoreTransaction,
  { loop_id, position }: LoopStepRow,
  columns: Partial<LoopStepRow>,
): Promise<void> {
  await transaction
    .updateTable("loop_steps")
    .set(columns)
    .where("loop_id", "=", loop_id)
    .where("position", "=", position)
    .execute();
}

async function endStep(
  { transaction, own }: Owned,
  step: LoopStepRow,
  { now, ...end }: StepEnd & { now: number },
): Promise<boolean> {
  await updateStep(transaction, step, toStepColumns(step, end));
  // What was canceled meanwhile stays so: only what the call came to is added.
  if (own.status !== "running") {
    await updateLoop(transaction, own, { node_id: null });
    return false;
  }
  const { status, failure } = end;
  const code = failure?.code ?? own.error_code;
  const next = await nextStatus({ transaction, own }, step, { status, code });
  const isToldOf = failure !== undefined && (own.error_code === null || next === "unknown");
  await updateLoop(transaction, own, {
    ...(isToldOf && {
      error_code: failure.code,
      error: failure.message,
      error_step: step.position,
    }),
    ...(next === "running" ? { faults: 0 } : { status: next, finished_at: now, node_id: null }),
    approval_id: null,
  });
  return next === "running";
}

function toStepColumns(
  { attempts }: LoopStepRow,
  { status, result, failure }: StepEnd,
): Partial<LoopStepRow> {
  return {
    status,
    attempts: attempts + (status === "skipped" ? 0 : 1),
    result: result === undefined ? null : JSON.stringify(result),
    error_code: failure?.code ?? null,
    error: failure?.message ?? null,
  };
}

interface EndedStep {
  readonly status: StepEnd["status"];
  /** Why any step failed so far, if one did. */
  readonly code: ErrorCode | null;
}

/** Where a loop is after a step. */
async function nextStatus(
  { transaction, own }: Owned,
  step: LoopStepRow,
  { status, code }: EndedStep,
): Promise<"running" | "unknown" | "error" | "done"> {
  if (status === "unknown") return "unknown";
  if (status === "error" && own.abort_on_error === 1) return "error";
  if (!(await isLast(transaction, step))) return "running";
  return code === null ? "done" : "error";
}

async function isLast(
  transaction: StoreTransaction,
  { loop_id, position }: LoopStepRow,
): Promise<boolean> {
  const next = await transaction
    .selectFrom("loop_steps")
    .select("position")
    .where("loop_id", "=", loop_id)
    .where("position", ">", position)
    .limit(1)
    .executeTakeFirst();
  return next === undefined;
}

async function pauseLoop(
  { transaction, own }: Owned,
  step: LoopStepRow | undefined,
  { approvalId, failure, isFault = false, dueAt }: LoopPause,
): Promise<void> {
  if (step !== undefined) {
    const tried = failure && {
      attempts: step.attempts + 1,
      error_code: failure.code,
      error: failure.message,
    };
    await updateStep(transaction, step, { status: "pending", ...tried });
  }
  const waits = approvalId === undefined ? {} : { approval_id: approvalId };
  await updateLoop(transaction, own, {
    ...(own.status === "running" && {
      ...waits,
      status: approvalId === undefined ? "running" : "waiting",
    }),
    faults: own.faults + (isFault ? 1 : 0),
    due_at: dueAt,
    node_id: null,
  });
}
