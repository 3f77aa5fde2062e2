import type { JsonSchema } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { UsageError } from "./usage-error.ts";

/** Adds one `--field name=value` to those before it. */
export function collectField(text: string, before: string[] = []): string[] {
  if (text.indexOf("=") > 0) return [...before, text];
  throw new UsageError(`--field takes name=value, not "${text}".`);
}

/**
 * The arguments that fields give: text where the schema takes text, else JSON.
 *
 * @param fields `name=value`.
 */
export function readFields(
  fields: readonly string[],
  schema: JsonSchema,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.map((field) => {
      const split = field.indexOf("=");
      const name = field.slice(0, split);
      return [name, readValue(field.slice(split + 1), propertyOf(schema, name))];
    }),
  );
}

/** A written value, as a property's schema takes it; the text itself where it takes nothing else. */
export function readValue(written: string, property: JsonSchema): unknown {
  const types = [property["type"] ?? []].flat();
  if (types.includes("string")) return written;
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}

/** The schema of one argument; an empty one where it has none. */
export function propertyOf(schema: JsonSchema, name: string): JsonSchema {
  const { properties } = schema;
  const property = isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : {};
  return isRecord(property) ? property : {};
}
