import type { JsonSchema } from "@codespar/protocol";
import { isRecord, mapSubschemas, resolvePointer } from "@codespar/protocol/validation";

import { mergeSchemas } from "./merge-schemas.ts";

/** Writes references out where they are used; where one leads back to itself, any value is offered. */
export function inlineReferences(root: JsonSchema, notes: string[]): JsonSchema {
  function inline(schema: JsonSchema, path: readonly string[]): JsonSchema {
    const { $ref: reference, ...rest } = schema;
    if (typeof reference !== "string") return descend(schema, path);
    if (path.includes(reference)) {
      notes.push(`"${reference}" is recursive; below one level any value is offered.`);
      return { ...rest, description: `${text(rest["description"])}Same shape as its parent.` };
    }
    const target = resolvePointer(root, reference);
    if (!isRecord(target)) return descend(rest, path);
    return mergeSchemas(descend(rest, path), inline(target, [...path, reference]));
  }

  function descend(schema: JsonSchema, path: readonly string[]): JsonSchema {
    return mapSubschemas(schema, (subschema) =>
      isRecord(subschema) ? inline(subschema, path) : subschema,
    );
  }

  const { $defs: _defs, definitions: _definitions, ...used } = root;
  return inline(used, []);
}

function text(description: unknown): string {
  return typeof description === "string" ? `${description} ` : "";
}
