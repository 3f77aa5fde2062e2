import { randomText } from "./ids.ts";

/**
 * A new id that sorts by when it was made, such as `tc_…`: 45 bits of milliseconds and 75 random.
 *
 * Rows that come one after the other then lie beside each other in an index, and a commit writes a
 * few of its pages, not one for each row.
 */
export function newTimedId(prefix: string): string {
  const time = Date.now().toString(32).padStart(9, "0");
  return `${prefix}_${time}${randomText(15)}`;
}
