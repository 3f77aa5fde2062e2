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
  if ("toJSON" in value && typeof value.toJSON === "function") return sorted(value.toJSON());
  if (Array.isArray(value)) return value.map(sorted);
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value).toSorted(byKey)) result[key] = sorted(member);
  return result;
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
