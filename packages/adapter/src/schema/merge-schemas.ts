import type { JsonSchema } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { propertiesOf } from "./properties-of.ts";
import { requiredOf } from "./required-of.ts";

/** Two schemas that must both hold as one; where they say different things, the first counts. */
export function mergeSchemas(left: JsonSchema, right: JsonSchema): JsonSchema {
  const properties = new Map(Object.entries(propertiesOf(right)));
  for (const [name, property] of Object.entries(propertiesOf(left))) {
    const other = properties.get(name);
    const both = isRecord(property) && isRecord(other);
    properties.set(name, both ? mergeSchemas(property, other) : property);
  }
  const required = new Set([...requiredOf(left), ...requiredOf(right)]);
  return {
    ...right,
    ...left,
    ...(properties.size > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(required.size > 0 ? { required: [...required] } : {}),
  };
}
