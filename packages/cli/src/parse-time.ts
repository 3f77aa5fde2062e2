import { InvalidArgumentError } from "commander";

/** Reads a day (its first instant in UTC) or an instant in ISO 8601. */
export function parseTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError(
    "It must be a day or an instant, 2026-11-01 or 2026-11-01T12:00:00Z.",
  );
}
