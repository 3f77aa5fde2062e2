import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";

import type { Database } from "../schema.ts";
import { migrations } from "./migrations.ts";

/**
 * Brings a database to the newest schema; does nothing when it is there already.
 *
 * All in one transaction, and processes that start at once follow each other.
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("The store could not be migrated.", { cause: error });
}
