import { openSqliteStore } from "./sqlite/sqlite-store.ts";
import type { Store } from "./store.ts";

/** Whether a store is a Postgres database, not a SQLite file. */
export function isPostgresUrl(store: string): boolean {
  return /^postgres(ql)?:\/\//.test(store);
}

/** Opens a store: a `postgres://` URL, a SQLite file or `:memory:`. */
export async function openStore(store: string): Promise<Store> {
  if (!isPostgresUrl(store)) return openSqliteStore(store);
  // Who keeps a file need not load the driver.
  const { openPostgresStore } = await import("./postgres/postgres-store.ts");
  return openPostgresStore(store);
}
