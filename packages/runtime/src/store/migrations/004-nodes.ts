import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Which node runs a call, and which nodes are alive. */
export const nodes: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db;
    await schema
      .createTable("nodes")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("started_at", "bigint", (column) => column.notNull())
      .addColumn("seen_at", "bigint", (column) => column.notNull())
      .execute();
    await schema
      .createTable("runtime_secrets")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("value", "text", (column) => column.notNull())
      .execute();
    await schema.alterTable("tool_calls").addColumn("node_id", "text").execute();
    await schema
      .createIndex("tool_calls_running")
      .on("tool_calls")
      .column("node_id")
      .where(sql.ref("status"), "=", sql.lit("running"))
      .execute();
  },
};
