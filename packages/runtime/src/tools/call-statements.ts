import type { RawBuilder } from "kysely";

import {
  type Columns,
  type Parameter,
  type PreparedQuery,
  type PreparedRowsQuery,
  prepareQuery,
  prepareRowsQuery,
} from "../store/prepared-query.ts";
import type { ToolCallRow } from "../store/schema.ts";

/** What a caller knows of an earlier call. */
export interface CallKey {
  readonly sessionId: string;
  readonly idempotencyKey: string;
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

/** Stores calls, unless their keys are taken; answers the ids of those that it stored. */
export const insertCalls: PreparedRowsQuery<
  Columns<ToolCallRow>,
  Pick<ToolCallRow, "id">
> = prepareRowsQuery<Columns<ToolCallRow>, Pick<ToolCallRow, "id">>((db, parameters) =>
  db
    .insertInto("tool_calls")
    .values(parameters.map(toColumns))
    .onConflict((conflict) => conflict.columns(["session_id", "idempotency_key"]).doNothing())
    .returning("id"),
);

/**
 * Ends calls that are stored, and answers the ids of those that it ended.
 *
 * What is known of an outcome takes the place of what is not, and nothing else is overwritten; only
 * a node ends a call that is under way.
 */
export const updateOutcomes: PreparedRowsQuery<
  Columns<ToolCallRow>,
  Pick<ToolCallRow, "id">
> = prepareRowsQuery<Columns<ToolCallRow>, Pick<ToolCallRow, "id">>((db, parameters) =>
  db
    .insertInto("tool_calls")
    .values(parameters.map(toColumns))
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(({ ref }) => ({
          status: ref("excluded.status"),
          error_code: ref("excluded.error_code"),
          result: ref("excluded.result"),
          duration_ms: ref("excluded.duration_ms"),
        }))
        .where(({ or, and, eb }) =>
          or([
            and([eb("tool_calls.status", "=", "running"), eb("excluded.node_id", "is not", null)]),
            and([eb("tool_calls.status", "=", "unknown"), eb("excluded.status", "<>", "unknown")]),
          ]),
        ),
    )
    .returning("id"),
);

/**
 * Gives back the keys of calls, so that they may be used again.
 *
 * Apart from their outcomes: most calls keep their key, whose index is then not written anew.
 */
export const freeKeys: PreparedRowsQuery<Pick<ToolCallRow, "id">, unknown> = prepareRowsQuery<
  Pick<ToolCallRow, "id">,
  unknown
>((db, parameters) =>
  db
    .updateTable("tool_calls")
    .set({ idempotency_key: null })
    .where(
      "id",
      "in",
      parameters.map((parameter) => parameter("id")),
    ),
);

function toColumns(parameter: Parameter<Columns<ToolCallRow>>): {
  readonly [Column in keyof ToolCallRow]: RawBuilder<ToolCallRow[Column]>;
} {
  return {
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
    node_id: parameter("node_id"),
    remote_tool: parameter("remote_tool"),
  };
}
