import type { UsageTable } from "@codespar/protocol";

/** A table as CSV. Source: RFC 4180. */
export function toCsv({ header, rows }: UsageTable): string {
  return [header, ...rows].map((row) => `${row.map(toCell).join(",")}\r\n`).join("");
}

function toCell(value: string | number): string {
  const text = String(value);
  // A spreadsheet would run what begins like a formula.
  const safe = typeof value === "string" && /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
