import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What agents may do, what they spent, and what people approved. */
export const policy: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db;
    await schema.alterTable("sessions").addColumn("policy", "text").execute();
    await schema
      .createTable("policies")
      .addColumn("project_id", "text", (column) => column.primaryKey())
      .addColumn("policy", "text", (column) => column.notNull())
      .addColumn("updated_at", "bigint", (column) => column.notNull())
      .addColumn("updated_by", "text", (column) => column.notNull())
      .execute();
    await createSpendings(db);
    await createApprovals(db);
  },
};

async function createSpendings({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("spendings")
    .addColumn("tool_call_id", "text", (column) => column.primaryKey())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("environment", "text", (column) => column.notNull())
    .addColumn("session_id", "text", (column) => column.notNull())
    .addColumn("currency", "text", (column) => column.notNull())
    .addColumn("payee", "text", (column) => column.notNull())
    .addColumn("amount_minor", "bigint", (column) => column.notNull())
    .addColumn("spent_at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("spendings_time")
    .on("spendings")
    .columns(["project_id", "environment", "currency", "spent_at"])
    .execute();
}

async function createApprovals({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("approvals")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("environment", "text", (column) => column.notNull())
    .addColumn("session_id", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("input", "text", (column) => column.notNull())
    .addColumn("request_hash", "text", (column) => column.notNull())
    .addColumn("idempotency_key", "text")
    .addColumn("amount_minor", "bigint")
    .addColumn("currency", "text")
    .addColumn("payee", "text", (column) => column.notNull())
    .addColumn("rule_id", "text", (column) => column.notNull())
    .addColumn("message", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("requested_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("decided_at", "bigint")
    .addColumn("decided_by", "text")
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("tool_call_id", "text")
    .addColumn("used_key", "text")
    .execute();
  await schema
    .createIndex("approvals_pending")
    .on("approvals")
    .columns(["session_id", "request_hash"])
    .unique()
    .where(sql.ref("status"), "=", sql.lit("pending"))
    .execute();
  await schema
    .createIndex("approvals_call")
    .on("approvals")
    .columns(["session_id", "request_hash", "requested_at"])
    .execute();
  await schema
    .createIndex("approvals_newest")
    .on("approvals")
    .columns(["project_id", "environment", "requested_at"])
    .execute();
}
