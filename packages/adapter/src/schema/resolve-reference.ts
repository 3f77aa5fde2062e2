import type { JsonSchema } from "@codespar/protocol";
import { isRecord, resolvePointer } from "@codespar/protocol/validation";

import { mergeSchemas } from "./merge-schemas.ts";

const maxHops = 16;

/**
 * Writes what a schema refers to in place of the reference, together with what stands beside it.
 *
 * @returns `undefined` when it refers to nothing, or to itself.
 */
export function resolveReference(
  schema: JsonSchema,
  root: JsonSchema,
  hops = 0,
): JsonSchema | undefined {
  const { $ref: reference, ...beside } = schema;
  if (typeof reference !== "string") return schema;
  const target = resolvePointer(root, reference);
  if (!isRecord(target) || hops > maxHops) return undefined;
  return resolveReference(mergeSchemas(beside, target), root, hops + 1);
}
