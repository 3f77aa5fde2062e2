import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Finds the turns that run without looking at those that are over. */
export const runningTurns: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createIndex("agent_turns_running")
      .on("agent_turns")
      .columns(["session_id", "started_at"])
      .where(sql.ref("status"), "=", sql.lit("running"))
      .execute();
  },
};
