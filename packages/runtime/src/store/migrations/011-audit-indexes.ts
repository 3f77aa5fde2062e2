import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What the audit says of one call, or of one session, is found without reading the whole chain. */
export const auditIndexes: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createIndex("audit_entries_call")
      .on("audit_entries")
      .columns(["tool_call_id"])
      .execute();
    await db.schema
      .createIndex("audit_entries_session")
      .on("audit_entries")
      .columns(["session_id", "seq"])
      .execute();
  },
};
