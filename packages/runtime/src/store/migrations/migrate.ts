import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";

import type { Database } from "../schema.ts";
import { initial } from "./001-initial.ts";
import { connections } from "./002-connections.ts";
import { tenancy } from "./003-tenancy.ts";
import { nodes } from "./004-nodes.ts";

const migrations: Readonly<Record<string, Migration>> = {
  "001-initial": initial,
  "002-connections": connections,
  "003-tenancy": tenancy,
  "004-nodes": nodes,
};

/** Brings a database to the newest schema; does nothing when it is there already. */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("The store could not be migrated.", { cause: error });
}
