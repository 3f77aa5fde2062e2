import { hasToJson } from "./has-to-json.ts";

/**
 * Writes a value as JSON with sorted keys, so that equal values have equal text.
 *
 * Key order, `undefined` members and `toJSON` follow RFC 8785 and `JSON.stringify`; a BigInt is
 * written as a string.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

function sorted(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (hasToJson(value)) return sorted(value.toJSON());
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).toSorted(byKey);
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
