import type { SendResult } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { AgentTurnRow, SessionRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import { newTimedId } from "../timed-id.ts";
import type { AgentMessage } from "./agent-backend.ts";
import type { TurnLimits } from "./turn-limits.ts";
import {
  holdTurn,
  insertTurn,
  selectMemory,
  selectRunningTurn,
  selectTurnByKey,
  updateEndedTurn,
} from "./turn-statements.ts";

const maxMemoryChars = 60_000;
/** How long after its limits a turn still counts as running, in milliseconds. */
const graceMs = 60_000;

/** A turn to begin. */
export interface NewTurn {
  readonly session: SessionRow;
  readonly message: string;
  readonly idempotencyKey: string | null;
  readonly now: number;
}

/** How a turn ended. */
export interface TurnEnd {
  readonly status: "done" | "error" | "aborted";
  /** What was said and done until then. */
  readonly result: SendResult;
  readonly error?: RuntimeError | undefined;
  readonly messages: readonly AgentMessage[];
  readonly now: number;
}

/** Keeps the turns of sessions: one at a time, and what was said in them. */
export interface TurnStore {
  /**
   * Begins a turn, or finds the one that an earlier request with the same key began.
   *
   * @throws RuntimeError `call_in_progress` while the session answers another message.
   */
  begin(turn: NewTurn): Promise<{ readonly turn: AgentTurnRow; readonly isNew: boolean }>;
  /** Ends a turn, unless it was ended before; answers whether it was running until now. */
  end(turn: AgentTurnRow, end: TurnEnd): Promise<boolean>;
  /** Ends a turn that a crash left running, by what is known of its calls once it can make no more. */
  abandon(
    turn: AgentTurnRow,
    toEnd: (transaction: StoreTransaction) => Promise<TurnEnd>,
  ): Promise<void>;
  get(session: SessionRow, id: string): Promise<AgentTurnRow>;
  /** What was said before, the oldest turns left out when it is too much. */
  memory(session: SessionRow): Promise<readonly AgentMessage[]>;
}

/** What turns are kept with. */
export interface TurnStoreParts {
  readonly store: Store;
  readonly nodeId: string;
  readonly turnLimits: Pick<TurnLimits, "maxMs" | "maxApprovalMs">;
}

/** Creates the store of turns. */
export function createTurnStore(parts: TurnStoreParts): TurnStore {
  const { store } = parts;
  return {
    begin: (turn) => begin(parts, turn),
    end: (turn, end) => store.write((transaction) => finish(transaction, turn, end)),
    async abandon(turn, toEnd) {
      await store.write(async (transaction) => {
        const isRunning = await holdTurn(transaction, turn.id);
        if (isRunning) await finish(transaction, turn, await toEnd(transaction));
      }, "read committed");
    },
    async get(session, id) {
      const row = await store.read
        .selectFrom("agent_turns")
        .selectAll()
        .where("id", "=", id)
        .where("session_id", "=", session.id)
        .executeTakeFirst();
      if (row === undefined) throw new RuntimeError("not_found", `There is no turn "${id}".`);
      return row;
    },
    memory: (session) => recall(store, session),
  };
}

async function begin(
  { store, nodeId, turnLimits }: TurnStoreParts,
  { session, message, idempotencyKey, now }: NewTurn,
): Promise<{ readonly turn: AgentTurnRow; readonly isNew: boolean }> {
  const { maxMs, maxApprovalMs } = turnLimits;
  const startedAfter = now - (maxMs + maxApprovalMs + graceMs);
  return store.write(async (transaction) => {
    if (idempotencyKey !== null) {
      const { rows } = await selectTurnByKey(transaction, {
        sessionId: session.id,
        idempotencyKey,
      });
      const [earlier] = rows;
      if (earlier !== undefined) {
        if (earlier.message !== message) throw new RuntimeError("idempotency_conflict");
        return { turn: earlier, isNew: false };
      }
    }
    const running = await selectRunningTurn(transaction, { sessionId: session.id, startedAfter });
    if (running.rows.length > 0) {
      throw new RuntimeError("call_in_progress", "The session is answering another message.");
    }
    const turn: AgentTurnRow = {
      id: newTimedId("trn"),
      project_id: session.project_id,
      session_id: session.id,
      idempotency_key: idempotencyKey,
      message,
      status: "running",
      result: null,
      error_code: null,
      error: null,
      messages: "[]",
      started_at: now,
      finished_at: null,
      node_id: nodeId,
    };
    await insertTurn(transaction, turn);
    return { turn, isNew: true };
  });
}

async function finish(
  transaction: StoreTransaction,
  { id, idempotency_key }: AgentTurnRow,
  { status, result, error, messages, now }: TurnEnd,
): Promise<boolean> {
  // Nothing was done: the same message may be sent again under its key.
  const freesKey = status !== "done" && result.tool_calls.length === 0;
  const ended = {
    id,
    status,
    result: JSON.stringify(result),
    error_code: error?.code ?? null,
    error: error?.message ?? null,
    messages: JSON.stringify(messages),
    finished_at: now,
    idempotency_key: freesKey ? null : idempotency_key,
  };
  const { rows } = await updateEndedTurn(transaction, ended);
  return rows.length > 0;
}

async function recall(store: Store, session: SessionRow): Promise<readonly AgentMessage[]> {
  const { rows } = await selectMemory(store.read, { sessionId: session.id });
  const kept: (readonly AgentMessage[])[] = [];
  let chars = 0;
  for (const { messages } of rows) {
    chars += messages.length;
    if (chars > maxMemoryChars) break;
    kept.unshift(parseStored<readonly AgentMessage[]>(messages));
  }
  return kept.flat();
}
