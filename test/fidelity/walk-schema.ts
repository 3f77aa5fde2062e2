import type { JsonSchema } from "@codespar/protocol";
import { isRecord, mapSubschemas } from "@codespar/protocol/validation";

/** Visits a schema and all those inside it. */
export function walkSchema(schema: JsonSchema, visit: (node: JsonSchema) => void): void {
  visit(schema);
  mapSubschemas(schema, (subschema) => {
    if (isRecord(subschema)) walkSchema(subschema, visit);
    return subschema;
  });
}
