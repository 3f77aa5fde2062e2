import { Kysely, PostgresDialect } from "kysely";
import { Pool, types } from "pg";

import { migrate } from "../migrations/migrate.ts";
import type { Database } from "../schema.ts";
import type { Store } from "../store.ts";
import { createBroadcast } from "./broadcast.ts";
import { nameStatements } from "./name-statements.ts";
import { withRetries } from "./with-retries.ts";

const maxConnections = 10;
const connectTimeoutMs = 5_000;

/** Opens a store in a Postgres database, which several processes may share. */
export async function openPostgresStore(url: string): Promise<Store> {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: "codespar",
    types: { getTypeParser },
  });
  // A connection that breaks while nobody uses it is replaced; without a listener it ends the process.
  pool.on("error", () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: nameStatements(pool) }) });
  try {
    await migrate(db);
    const broadcast = await createBroadcast(url, pool);
    return {
      read: db,
      isShared: true,
      write: (work, isolation = "repeatable read") =>
        withRetries(() => db.transaction().setIsolationLevel(isolation).execute(work)),
      broadcast: broadcast.send,
      onBroadcast: broadcast.listen,
      async close() {
        await broadcast.close();
        await db.destroy();
      },
    };
  } catch (cause) {
    await db.destroy();
    throw cause;
  }
}

/** Counts, sums and times (`int8` and `numeric`) are whole numbers that a JavaScript number holds. */
const getTypeParser: typeof types.getTypeParser = (
  ...[oid, format]: Parameters<typeof types.getTypeParser>
) => (Number(oid) === 20 || Number(oid) === 1700 ? Number : types.getTypeParser(oid, format));
