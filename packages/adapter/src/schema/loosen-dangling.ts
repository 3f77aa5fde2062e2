import type { JsonSchema } from "@codespar/protocol";
import {
  isRecord,
  isSubschema,
  mapSubschemas,
  resolvePointer,
} from "@codespar/protocol/validation";

/** Takes out references that point at nothing; providers reject the whole request for one. */
export function loosenDangling(root: JsonSchema, notes: string[]): JsonSchema {
  function loosen(schema: JsonSchema): JsonSchema {
    const { $ref: reference } = schema;
    const dangling = typeof reference === "string" && !isSubschema(resolvePointer(root, reference));
    if (dangling) notes.push(`"${reference}" points at nothing; any value is offered there.`);
    const { $ref: _reference, ...rest } = schema;
    return mapSubschemas(dangling ? rest : schema, (subschema) =>
      isRecord(subschema) ? loosen(subschema) : subschema,
    );
  }
  return loosen(root);
}
