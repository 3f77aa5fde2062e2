import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The turns of agents behind `session.send`. */
export const turns: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("agent_turns")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("session_id", "text", (column) => column.notNull())
      .addColumn("idempotency_key", "text")
      .addColumn("message", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("result", "text")
      .addColumn("error_code", "text")
      .addColumn("error", "text")
      .addColumn("messages", "text", (column) => column.notNull())
      .addColumn("started_at", "bigint", (column) => column.notNull())
      .addColumn("finished_at", "bigint")
      .addColumn("node_id", "text", (column) => column.notNull())
      .addUniqueConstraint("agent_turns_idempotency", ["session_id", "idempotency_key"])
      .execute();
    await db.schema
      .createIndex("agent_turns_session")
      .on("agent_turns")
      .columns(["session_id", "started_at"])
      .execute();
  },
};
