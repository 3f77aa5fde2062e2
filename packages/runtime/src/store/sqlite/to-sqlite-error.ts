import { StoreUnavailableError } from "../store-unavailable-error.ts";
import { sqliteCode } from "./sqlite-code.ts";

/** Read-only, an error of the disk, full, not to be opened. Source: SQLite, Result and Error Codes. */
const awayCodes: ReadonlySet<number | undefined> = new Set([8, 10, 13, 14]);

/** An error of SQLite; a file that cannot be written becomes a {@link StoreUnavailableError}. */
export function toSqliteError(cause: unknown): unknown {
  return awayCodes.has(sqliteCode(cause)) ? new StoreUnavailableError(cause) : cause;
}
