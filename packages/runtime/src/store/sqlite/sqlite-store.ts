import { Kysely } from "kysely";

import { migrate } from "../migrations/migrate.ts";
import type { Database } from "../schema.ts";
import type { Store } from "../store.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createNodeSqliteDialect, openDatabase } from "./node-sqlite-dialect.ts";

const memory = ":memory:";

/**
 * Opens a store in one SQLite file, or in memory (`:memory:`).
 *
 * A file gets a second connection for reads, so that reading never waits for a commit.
 */
export async function openSqliteStore(path: string): Promise<Store> {
  const writer = connect(path);
  await migrate(writer);
  const reader = path === memory ? writer : connect(path);
  const { write, idle } = createGroupCommit(writer);
  return {
    write,
    read: reader,
    async close() {
      await idle();
      await writer.destroy();
      if (reader !== writer) await reader.destroy();
    },
  };
}

function connect(path: string): Kysely<Database> {
  return new Kysely<Database>({ dialect: createNodeSqliteDialect(openDatabase(path)) });
}
