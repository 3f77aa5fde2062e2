import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Users' own accounts, and the flows that connect them. */
export const connections: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db;
    await schema
      .alterTable("sessions")
      .addColumn("accounts", "text", (column) => column.notNull().defaultTo("project"))
      .execute();
    await schema
      .createTable("connections")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("environment", "text", (column) => column.notNull())
      .addColumn("user_id", "text", (column) => column.notNull())
      .addColumn("server_id", "text", (column) => column.notNull())
      .addColumn("auth_type", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("display_name", "text", (column) => column.notNull())
      .addColumn("secret", "text")
      .addColumn("expires_at", "bigint")
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addColumn("revoked_at", "bigint")
      .execute();
    await schema
      .createIndex("connections_user")
      .on("connections")
      .columns(["project_id", "environment", "user_id", "server_id"])
      .execute();
    await schema
      .createTable("oauth_flows")
      .addColumn("state_hash", "text", (column) => column.primaryKey())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("environment", "text", (column) => column.notNull())
      .addColumn("session_id", "text")
      .addColumn("user_id", "text", (column) => column.notNull())
      .addColumn("server_id", "text", (column) => column.notNull())
      .addColumn("secret", "text", (column) => column.notNull())
      .addColumn("redirect_url", "text")
      .addColumn("expires_at", "bigint", (column) => column.notNull())
      .execute();
  },
};
