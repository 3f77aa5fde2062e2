import { Kysely } from "kysely";

import { createLimiter } from "../limiter.ts";
import { migrate } from "../migrations/migrate.ts";
import type { Database } from "../schema.ts";
import type { Store } from "../store.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createNodeSqliteDialect, openDatabase } from "./node-sqlite-dialect.ts";

/**
 * Opens a store in one SQLite file, or in memory (`:memory:`).
 *
 * One connection serves reads and writes: `node:sqlite` is synchronous, so a second one would
 * never run beside the first, and would read every page again after each commit.
 */
export async function openSqliteStore(path: string): Promise<Store> {
  const db = new Kysely<Database>({ dialect: createNodeSqliteDialect(openDatabase(path)) });
  await migrate(db);
  const { write, idle } = createGroupCommit(db);
  const listeners: ((message: string) => void)[] = [];
  return {
    write,
    read: db,
    isShared: false,
    limiter: (options) => createLimiter(options),
    // Whoever else has the file open asks it again before long.
    broadcast(message) {
      for (const listener of listeners) listener(message);
      return Promise.resolve();
    },
    onBroadcast: (listener) => void listeners.push(listener),
    async close() {
      await idle();
      await db.destroy();
    },
  };
}
