import { type Columns, type PreparedQuery, prepareQuery } from "../store/prepared-query.ts";
import type { ToolCallRow } from "../store/schema.ts";

/** What a caller knows of an earlier call. */
export interface CallKey {
  readonly sessionId: string;
  readonly idempotencyKey: string;
}

/** What ends a call. */
export interface OutcomeColumns {
  readonly id: string;
  readonly status: ToolCallRow["status"];
  readonly error_code: ToolCallRow["error_code"];
  readonly result: string;
  readonly duration_ms: number;
  readonly idempotency_key: string | null;
}

/** Finds the call of a session that used a key. */
export const selectByKey: PreparedQuery<CallKey, ToolCallRow> = prepareQuery<CallKey, ToolCallRow>(
  (db, parameter) =>
    db
      .selectFrom("tool_calls")
      .selectAll()
      .where("session_id", "=", parameter("sessionId"))
      .where("idempotency_key", "=", parameter("idempotencyKey")),
);

/** Stores a call, unless its key is taken. */
export const insertCall: PreparedQuery<Columns<ToolCallRow>, unknown> = prepareQuery<
  Columns<ToolCallRow>,
  unknown
>((db, parameter) =>
  db
    .insertInto("tool_calls")
    .values({
      id: parameter("id"),
      project_id: parameter("project_id"),
      session_id: parameter("session_id"),
      tool: parameter("tool"),
      server: parameter("server"),
      status: parameter("status"),
      error_code: parameter("error_code"),
      idempotency_key: parameter("idempotency_key"),
      request_hash: parameter("request_hash"),
      repeatable: parameter("repeatable"),
      framework: parameter("framework"),
      key_id: parameter("key_id"),
      user_id: parameter("user_id"),
      result: parameter("result"),
      duration_ms: parameter("duration_ms"),
      called_at: parameter("called_at"),
    })
    .onConflict((conflict) => conflict.columns(["session_id", "idempotency_key"]).doNothing()),
);

/** Ends a call. */
export const updateOutcome: PreparedQuery<OutcomeColumns, unknown> = prepareQuery<
  OutcomeColumns,
  unknown
>((db, parameter) =>
  db
    .updateTable("tool_calls")
    .set({
      status: parameter("status"),
      error_code: parameter("error_code"),
      result: parameter("result"),
      duration_ms: parameter("duration_ms"),
      idempotency_key: parameter("idempotency_key"),
    })
    .where("id", "=", parameter("id")),
);
