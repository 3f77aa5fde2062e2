import type { ToolData } from "@codespar/protocol";
import { hasToJson, isRecord, mapRecord } from "@codespar/protocol/validation";

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
  if (hasToJson(value)) return toPlain(value.toJSON());
  if (!isRecord(value)) return Array.isArray(value) ? toPlainList(value) : null;
  return mapRecord(value, toPlain);
}

function toPlainList(items: readonly unknown[]): readonly unknown[] {
  const plain = items.map(toPlain);
  return plain.every((item, index) => item === items[index]) ? items : plain;
}
