import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

import {
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
} from "kysely";

import { toStorable } from "../to-storable.ts";
import { toSqliteError } from "./to-sqlite-error.ts";
import { waitWhileLocked } from "./wait-while-locked.ts";

/** Lets Kysely speak to `node:sqlite`, each statement prepared once. */
export function createNodeSqliteDialect(database: DatabaseSync): Dialect {
  const statements = new Map<string, SqliteStatement>();
  const adapted: SqliteDatabase = {
    close: () => database.close(),
    prepare(sql) {
      const cached = statements.get(sql);
      if (cached !== undefined) return cached;
      // A transaction that reads before it writes would fail beside another process that writes.
      const prepared = adapt(database.prepare(sql === "begin" ? "begin immediate" : sql));
      const statement = takesBack.test(sql) ? whileOpen(database, prepared) : prepared;
      statements.set(sql, statement);
      return statement;
    },
  };
  const dialect = new SqliteDialect({ database: adapted });
  // SQLite takes a schema change back with its transaction, so that a migration is whole or not at all.
  const adapter = new SqliteAdapter();
  Object.defineProperty(adapter, "supportsTransactionalDdl", { value: true });
  return {
    createAdapter: () => adapter,
    createDriver: () => waitWhileLocked(dialect.createDriver()),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** How long the write-ahead log grows, 16 MB: pages that many commits change are moved once. */
const checkpointPages = 4_000;

/** How much of the file is kept at hand, 64 MB: keys are random, and so are the pages they change. */
const cacheKib = 65_536;

/** Opens a SQLite file (or `:memory:`) that keeps every commit through a power cut. */
export function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 5_000 });
    database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
      PRAGMA wal_autocheckpoint = ${checkpointPages}; PRAGMA cache_size = -${cacheKib};
      PRAGMA busy_timeout = 0;`);
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The SQLite store ${path} cannot be opened: ${reason}.`, { cause });
  }
}

const takesBack = /^(?:rollback|release)\b/;

/** SQLite ends a transaction by itself when the disk is full: then there is nothing to take back. */
function whileOpen(database: DatabaseSync, statement: SqliteStatement): SqliteStatement {
  const nothing = { changes: 0, lastInsertRowid: 0 };
  return {
    ...statement,
    run: (parameters) => (database.isTransaction ? statement.run(parameters) : nothing),
  };
}

function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => ask(() => statement.all(...toInputs(parameters))),
    run: (parameters) => ask(() => statement.run(...toInputs(parameters))),
    iterate: (parameters) => statement.iterate(...toInputs(parameters)),
  };
}

function ask<Answer>(asked: () => Answer): Answer {
  try {
    return asked();
  } catch (cause) {
    throw toSqliteError(cause);
  }
}

function toInputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (typeof value === "string") return toStorable(value);
    if (value === null || typeof value === "number") return value;
    if (typeof value === "bigint" || value instanceof Uint8Array) return value;
    throw new TypeError(`SQLite cannot store a ${typeof value}.`);
  });
}
