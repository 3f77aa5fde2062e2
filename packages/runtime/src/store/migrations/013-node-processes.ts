import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Tells which process of which machine a node is. */
export const nodeProcesses: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("nodes").addColumn("host", "text").execute();
    await db.schema.alterTable("nodes").addColumn("pid", "integer").execute();
  },
};
