import type { AuditEntry } from "@codespar/protocol";

import { toCsvCell } from "./to-csv-cell.ts";

const columns = [
  "seq",
  "kind",
  "at",
  "project_id",
  "session_id",
  "user_id",
  "key_id",
  "tool_call_id",
  "tool",
  "server",
  "decision",
  "status",
  "error_code",
  "duration_ms",
  "origin",
  "input",
  "output",
  "prev_hash",
  "hash",
] as const satisfies readonly (keyof AuditEntry)[];

/** The names of the columns, as the first row. */
export const csvHeader: string = columns.join(",");

/** An audit entry as a row. Source: RFC 4180. */
export function toCsvRow(entry: AuditEntry): string {
  return columns.map((column) => toCsvCell(entry[column])).join(",");
}
