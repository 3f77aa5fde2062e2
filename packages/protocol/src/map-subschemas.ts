import type { JsonSchema } from "./json-schema.ts";

/** A JSON Schema, or the `true`/`false` that stands for "anything"/"nothing". */
export type SubSchema = JsonSchema | boolean;

const single = new Set([
  "additionalItems",
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
const list = new Set(["allOf", "anyOf", "items", "oneOf", "prefixItems"]);
const map = new Set([
  "$defs",
  "definitions",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);

/**
 * Applies a change to every direct subschema of a schema.
 *
 * Only keywords that hold schemas are entered, so a *property* named `items` is never mistaken for
 * the keyword. A schema in which nothing changes is returned as the same object.
 */
export function mapSubschemas(
  schema: JsonSchema,
  change: (subschema: SubSchema, keyword: string) => SubSchema,
): JsonSchema {
  return mapRecord(schema, (value, keyword) => {
    if (single.has(keyword) && isSubschema(value)) return change(value, keyword);
    if (list.has(keyword) && Array.isArray(value)) return mapList(value, keyword, change);
    if (map.has(keyword) && isRecord(value)) {
      return mapRecord(value, (member) => (isSubschema(member) ? change(member, keyword) : member));
    }
    return value;
  });
}

/** Whether a value is a plain JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list, of anything. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether a value can stand where a schema is expected. */
export function isSubschema(value: unknown): value is SubSchema {
  return typeof value === "boolean" || isRecord(value);
}

/** Maps the members of an object, `__proto__` included, sharing what does not change. */
export function mapRecord(
  record: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => unknown,
): Readonly<Record<string, unknown>> {
  let changes: Map<string, unknown> | undefined;
  for (const key of Object.keys(record)) {
    const before = record[key];
    const after = change(before, key);
    if (after !== before) (changes ??= new Map()).set(key, after);
  }
  if (changes === undefined) return record;
  const changed = changes;
  return Object.fromEntries(
    Object.entries(record)
      .map(([key, value]) => [key, changed.has(key) ? changed.get(key) : value] as const)
      .filter(([, value]) => value !== undefined),
  );
}

function mapList(
  items: readonly unknown[],
  keyword: string,
  change: (subschema: SubSchema, keyword: string) => SubSchema,
): readonly unknown[] {
  const mapped = items.map((item) => (isSubschema(item) ? change(item, keyword) : item));
  return mapped.every((item, index) => item === items[index]) ? items : mapped;
}
