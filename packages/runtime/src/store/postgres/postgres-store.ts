import { Kysely, PostgresDialect, sql } from "kysely";
import { Pool, types } from "pg";

import { createLimiter } from "../limiter.ts";
import { migrate } from "../migrations/migrate.ts";
import type { Database } from "../schema.ts";
import type { Store } from "../store.ts";
import { createBroadcast } from "./broadcast.ts";
import { nameStatements } from "./name-statements.ts";
import { withRetries } from "./with-retries.ts";

const maxConnections = 10;
const connectTimeoutMs = 5_000;
/** A way to the database that lets nothing through must not hold a request for ever. */
const queryTimeoutMs = 30_000;

/** Opens a store in a Postgres database, which several processes may share. */
export async function openPostgresStore(url: string): Promise<Store> {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    pipeline: true,
    application_name: "codespar",
    types: { getTypeParser },
  });
  // A connection that breaks is replaced, and who uses it is told by its query. Without listeners,
  // here for those that nobody uses and there for the others, it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => void client.on("error", () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: nameStatements(pool) }) });
  const broadcast = await createBroadcast(url, pool).catch((cause: unknown) => {
    throw new Error(`The Postgres store cannot be reached: ${describe(cause)}.`, { cause });
  });
  try {
    await migrateUntimed(url);
    // One that was never used could not be closed.
    await sql`select 1`.execute(db);
    return {
      read: db,
      isShared: true,
      write: (work, isolation = "repeatable read") =>
        withRetries(() => db.transaction().setIsolationLevel(isolation).execute(work)),
      limiter: (options) => createLimiter(options, pool),
      broadcast: broadcast.send,
      onBroadcast: broadcast.listen,
      async close() {
        await broadcast.close();
        await db.destroy();
      },
    };
  } catch (cause) {
    await broadcast.close();
    await db.destroy();
    throw cause;
  }
}

/** Migrates by a connection of its own: an index of a large table takes as long as it takes. */
async function migrateUntimed(url: string): Promise<void> {
  const pool = new Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: "codespar-migrate",
  });
  pool.on("error", () => undefined);
  await using db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  await migrate(db);
}

/** What went wrong; of several addresses that were tried, the code that they share. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return "it does not answer";
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}

type GetTypeParser = typeof types.getTypeParser;

/** Counts, sums and times (`int8` and `numeric`) are whole numbers that a JavaScript number holds. */
const wholeNumbers: ReadonlySet<number> = new Set([20, 1700]);

const getTypeParser: GetTypeParser = (...[oid, format]: Parameters<GetTypeParser>) => {
  if (wholeNumbers.has(oid)) return Number;
  // oxlint-disable-next-line typescript/no-unsafe-return -- the driver's own parser
  return types.getTypeParser(oid, format);
};
