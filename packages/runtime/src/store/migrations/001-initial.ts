import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The first schema. */
export const initial: Migration = {
  async up(db: Kysely<unknown>) {
    for (const create of [createTenancy, createSessions, createCalls, createAudit, createMoney]) {
      await create(db);
    }
  },
};

async function createTenancy({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("projects")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("org_id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("is_default", "integer", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createTable("api_keys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("org_id", "text", (column) => column.notNull())
    .addColumn("project_id", "text")
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("environment", "text", (column) => column.notNull())
    .addColumn("prefix", "text", (column) => column.notNull())
    .addColumn("sha256", "text", (column) => column.notNull().unique())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .execute();
  await schema.createIndex("api_keys_prefix").on("api_keys").column("prefix").execute();
}

async function createSessions({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("sessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("org_id", "text", (column) => column.notNull())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("environment", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("servers", "text", (column) => column.notNull())
    .addColumn("preset", "text")
    .addColumn("metadata", "text", (column) => column.notNull())
    .addColumn("idempotency_key", "text")
    .addColumn("request_hash", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("closed_at", "bigint")
    .addColumn("tool_calls", "integer", (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint("sessions_idempotency", ["project_id", "environment", "idempotency_key"])
    .execute();
  await schema
    .createIndex("sessions_idle")
    .on("sessions")
    .columns(["status", "expires_at"])
    .execute();
  await schema
    .createIndex("sessions_newest")
    .on("sessions")
    .columns(["project_id", "created_at"])
    .execute();
}

async function createCalls({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("tool_calls")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("session_id", "text", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("error_code", "text")
    .addColumn("idempotency_key", "text")
    .addColumn("request_hash", "text", (column) => column.notNull())
    .addColumn("repeatable", "integer", (column) => column.notNull())
    .addColumn("framework", "text")
    .addColumn("key_id", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("result", "text")
    .addColumn("duration_ms", "integer")
    .addColumn("called_at", "bigint", (column) => column.notNull())
    .addUniqueConstraint("tool_calls_idempotency", ["session_id", "idempotency_key"])
    .execute();
  await schema
    .createIndex("tool_calls_expiring")
    .on("tool_calls")
    .column("called_at")
    .where(sql.ref("result"), "is not", null)
    .execute();
  await schema
    .createIndex("tool_calls_newest")
    .on("tool_calls")
    .columns(["project_id", "called_at"])
    .execute();
}

async function createAudit({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("audit_entries")
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("tool_call_id", "text", (column) => column.notNull())
    .addColumn("session_id", "text", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("record", "text", (column) => column.notNull())
    .addColumn("input", "text")
    .addColumn("output", "text")
    .addColumn("hash", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("audit_entries_pk", ["project_id", "seq"])
    .execute();
  await schema
    .createTable("audit_heads")
    .addColumn("project_id", "text", (column) => column.primaryKey())
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("signature", "text", (column) => column.notNull())
    .execute();
}

async function createMoney({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("settlements")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("session_id", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("tool_call_id", "text", (column) => column.notNull())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("method", "text", (column) => column.notNull())
    .addColumn("currency", "text", (column) => column.notNull())
    .addColumn("amount_minor", "bigint", (column) => column.notNull())
    .addColumn("refunded_minor", "bigint", (column) => column.notNull().defaultTo(0))
    .addColumn("description", "text", (column) => column.notNull())
    .addColumn("customer", "text", (column) => column.notNull())
    .addColumn("pix_code", "text")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("settlements_session")
    .on("settlements")
    .columns(["session_id", "created_at"])
    .execute();
  await schema
    .createTable("settlement_events")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("settlement_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("amount_minor", "bigint", (column) => column.notNull())
    .addColumn("occurred_at", "bigint", (column) => column.notNull())
    .addColumn("applied", "integer", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("settlement_events_settlement")
    .on("settlement_events")
    .columns(["settlement_id", "applied"])
    .execute();
  await schema
    .createTable("usage_events")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("project_id", "text", (column) => column.notNull())
    .addColumn("session_id", "text", (column) => column.notNull())
    .addColumn("tool_call_id", "text", (column) => column.notNull())
    .addColumn("settlement_id", "text", (column) => column.notNull())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("framework", "text")
    .addColumn("currency", "text", (column) => column.notNull())
    .addColumn("amount_minor", "bigint", (column) => column.notNull())
    .addColumn("occurred_at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("usage_events_time")
    .on("usage_events")
    .columns(["project_id", "occurred_at"])
    .execute();
}
