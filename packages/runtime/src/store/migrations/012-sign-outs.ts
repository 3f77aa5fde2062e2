import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Remembers who signed out of the dashboard, for as long as their cookie would hold. */
export const signOuts: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("dashboard_sign_outs")
      .addColumn("sign_in_id", "text", (column) => column.primaryKey())
      .addColumn("expires_at", "bigint", (column) => column.notNull())
      .execute();
  },
};
