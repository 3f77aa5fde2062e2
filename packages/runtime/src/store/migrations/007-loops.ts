import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Loops that run to their end through crashes, and their steps. */
export const loops: Migration = {
  async up(db: Kysely<unknown>) {
    await createLoops(db);
    await createSteps(db);
  },
};

async function createLoops({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("loops")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("session_id", "text", (column) => column.notNull())
    .addColumn("key_id", "text", (column) => column.notNull())
    .addColumn("idempotency_key", "text")
    .addColumn("request_hash", "text", (column) => column.notNull())
    .addColumn("abort_on_error", "integer", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("faults", "integer", (column) => column.notNull())
    .addColumn("error_code", "text")
    .addColumn("error", "text")
    .addColumn("error_step", "integer")
    .addColumn("approval_id", "text")
    .addColumn("public_url", "text", (column) => column.notNull())
    .addColumn("traceparent", "text")
    .addColumn("node_id", "text")
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("finished_at", "bigint")
    .addUniqueConstraint("loops_idempotency", ["session_id", "idempotency_key"])
    .execute();
  await schema
    .createIndex("loops_open")
    .on("loops")
    .column("due_at")
    .where(sql<boolean>`node_id is not null or status in ('running', 'waiting')`)
    .execute();
  await schema
    .createIndex("loops_session")
    .on("loops")
    .column("session_id")
    .where(sql<boolean>`status in ('running', 'waiting')`)
    .execute();
}

async function createSteps({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("loop_steps")
    .addColumn("loop_id", "text", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("definition", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("result", "text")
    .addColumn("error_code", "text")
    .addColumn("error", "text")
    .addPrimaryKeyConstraint("loop_steps_key", ["loop_id", "position"])
    .execute();
}
