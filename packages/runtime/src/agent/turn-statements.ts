import { sql } from "kysely";

import { type Columns, type PreparedQuery, prepareQuery } from "../store/prepared-query.ts";
import type { AgentTurnRow } from "../store/schema.ts";
import type { StoreTransaction } from "../store/store.ts";

/** How many turns are remembered. */
const maxTurns = 20;

/** What a caller knows of an earlier turn. */
export interface TurnKey {
  readonly sessionId: string;
  readonly idempotencyKey: string;
}

/** Finds the turn of a session that an earlier request with the key began. */
export const selectTurnByKey: PreparedQuery<TurnKey, AgentTurnRow> = prepareQuery<
  TurnKey,
  AgentTurnRow
>((db, parameter) =>
  db
    .selectFrom("agent_turns")
    .selectAll()
    .where("session_id", "=", parameter("sessionId"))
    .where("idempotency_key", "=", parameter("idempotencyKey")),
);

/** A session, and when a turn of it must have begun to be under way still. */
export interface RunningSince {
  readonly sessionId: string;
  readonly startedAfter: number;
}

/** Finds the turn that a session is at. */
export const selectRunningTurn: PreparedQuery<
  RunningSince,
  Pick<AgentTurnRow, "id">
> = prepareQuery<RunningSince, Pick<AgentTurnRow, "id">>((db, parameter) =>
  db
    .selectFrom("agent_turns")
    .select("id")
    .where("session_id", "=", parameter("sessionId"))
    // Written out: an index of what runs is not used for a value that is bound later.
    .where("status", "=", sql.lit<"running">("running"))
    .where("started_at", ">", parameter("startedAfter")),
);

/** Stores a turn that begins. */
export const insertTurn: PreparedQuery<Columns<AgentTurnRow>, unknown> = prepareQuery<
  Columns<AgentTurnRow>,
  unknown
>((db, parameter) =>
  db.insertInto("agent_turns").values({
    id: parameter("id"),
    project_id: parameter("project_id"),
    session_id: parameter("session_id"),
    idempotency_key: parameter("idempotency_key"),
    message: parameter("message"),
    status: parameter("status"),
    result: parameter("result"),
    error_code: parameter("error_code"),
    error: parameter("error"),
    messages: parameter("messages"),
    started_at: parameter("started_at"),
    finished_at: parameter("finished_at"),
    node_id: parameter("node_id"),
  }),
);

/** What is known of a turn when it is over. */
export type EndedTurn = Pick<
  AgentTurnRow,
  | "id"
  | "status"
  | "result"
  | "error_code"
  | "error"
  | "messages"
  | "finished_at"
  | "idempotency_key"
>;

/** Ends a turn that runs; answers its id, or nothing where it was ended before. */
export const updateEndedTurn: PreparedQuery<EndedTurn, Pick<AgentTurnRow, "id">> = prepareQuery<
  EndedTurn,
  Pick<AgentTurnRow, "id">
>((db, parameter) =>
  db
    .updateTable("agent_turns")
    .set({
      status: parameter("status"),
      result: parameter("result"),
      error_code: parameter("error_code"),
      error: parameter("error"),
      messages: parameter("messages"),
      finished_at: parameter("finished_at"),
      idempotency_key: parameter("idempotency_key"),
    })
    .where("id", "=", parameter("id"))
    .where("status", "=", sql.lit<"running">("running"))
    .returning("id"),
);

/**
 * Whether a turn runs, and keeps it from ending before the transaction does: another node may have
 * taken this one for dead, and ended its turns.
 */
export async function holdTurn(transaction: StoreTransaction, id: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable("agent_turns")
    .set({ status: "running" })
    .where("id", "=", id)
    .where("status", "=", sql.lit<"running">("running"))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Reads what was said in a session's last turns, the newest first. */
export const selectMemory: PreparedQuery<
  { readonly sessionId: string },
  Pick<AgentTurnRow, "messages">
> = prepareQuery<{ readonly sessionId: string }, Pick<AgentTurnRow, "messages">>((db, parameter) =>
  db
    .selectFrom("agent_turns")
    .select("messages")
    .where("session_id", "=", parameter("sessionId"))
    .where("status", "<>", "running")
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(maxTurns),
);
