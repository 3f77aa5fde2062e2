import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The outbox, rate limits, erased payloads, and which tool of its server a call asked. */
export const outbox: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("outbox")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("topic", "text", (column) => column.notNull())
      .addColumn("payload", "text", (column) => column.notNull())
      .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("available_at", "bigint", (column) => column.notNull())
      .addColumn("added_at", "bigint", (column) => column.notNull())
      .addColumn("error", "text")
      .execute();
    await db.schema.createIndex("outbox_due").on("outbox").column("available_at").execute();
    // In the form that the rate limiter on Postgres counts in.
    await db.schema
      .createTable("rate_limits")
      .addColumn("key", "varchar(255)", (column) => column.primaryKey())
      .addColumn("points", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("expire", "bigint")
      .execute();
    await db.schema
      .alterTable("audit_heads")
      .addColumn("erased_seq", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable("tool_calls").addColumn("remote_tool", "text").execute();
  },
};
