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
  if (error !== undefined) throw new Error(describe(error), { cause: error });
}

/** What went wrong, in the words of whoever starts a version. */
function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : "";
  const newer = /previously executed migration (\S+) is missing/.exec(text)?.[1];
  return newer === undefined
    ? `The store could not be migrated: ${text || "it does not answer"}.`
    : `The store was migrated by a newer version, which knows ${newer}: run that one.`;
}
