import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Lets one node at a time renew the tokens of an account. */
export const renewals: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("connections").addColumn("renewing_until", "bigint").execute();
  },
};
