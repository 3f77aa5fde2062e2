import type { JsonSchema } from "@codespar/protocol";
import { isRecord, mapSubschemas, resolvePointer } from "@codespar/protocol/validation";

import { mergeSchemas } from "./merge-schemas.ts";

/** How many schemas may come of references: each that is used twice doubles what is below it. */
const maxInlined = 10_000;

/**
 * Writes references out where they are used; where one leads back to itself, and where they have
 * become too many, any value is offered.
 */
export function inlineReferences(root: JsonSchema, notes: string[]): JsonSchema {
  let inlined = 0;

  function inline(schema: JsonSchema, path: readonly string[]): JsonSchema {
    if (path.length > 0) inlined += 1;
    if (inlined > maxInlined && path.length > 0) return loosen();
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

  function loosen(): JsonSchema {
    const note = "Written out, its references are too large; below some any value is offered.";
    if (!notes.includes(note)) notes.push(note);
    return {};
  }

  const { $defs: _defs, definitions: _definitions, ...used } = root;
  return inline(used, []);
}

function text(description: unknown): string {
  return typeof description === "string" ? `${description} ` : "";
}
