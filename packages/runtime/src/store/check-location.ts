import { isPostgresUrl } from "./open-store.ts";

/** Refuses what is neither a file nor a database; SQLite would keep nothing under no name. */
export function checkLocation(store: string): void {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(store)?.[1];
  if (store !== "" && (scheme === undefined || scheme === "file" || isPostgresUrl(store))) return;
  // The rest of the address may hold a password.
  const told = scheme === undefined ? "" : `, not ${scheme}://…`;
  throw new TypeError(`store must be a path, ":memory:" or a postgres:// URL${told}`);
}
