import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Names of projects in addresses, and when keys were last used. */
export const tenancy: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db;
    await schema.alterTable("projects").addColumn("slug", "text").execute();
    await schema
      .createIndex("projects_slug")
      .on("projects")
      .columns(["org_id", "slug"])
      .unique()
      .execute();
    await schema.alterTable("api_keys").addColumn("last_used_at", "bigint").execute();
  },
};
