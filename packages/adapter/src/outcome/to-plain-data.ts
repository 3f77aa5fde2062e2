import type { ToolData } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

/**
 * A result as plain JSON data, which is all that some frameworks can carry: BigInt as text,
 * `undefined` as null. Data that came over the wire is returned as it is.
 */
export function toPlainData(data: ToolData): ToolData {
  const plain = toPlain(data);
  return isRecord(plain) ? plain : {};
}

function toPlain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return null;
  if (typeof value !== "object" || value === null) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return toPlain(value.toJSON());
  if (Array.isArray(value)) {
    const items = value.map(toPlain);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const entries = Object.entries(value).map(
    ([key, member]) => [key, member, toPlain(member)] as const,
  );
  if (entries.every(([, before, after]) => before === after)) return value;
  return Object.fromEntries(entries.map(([key, , after]) => [key, after]));
}
