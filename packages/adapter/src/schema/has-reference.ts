import type { JsonSchema } from "@codespar/protocol";
import { isRecord, mapSubschemas } from "@codespar/protocol/validation";

/** Whether a schema refers to another place anywhere in it. */
export function hasReference(schema: JsonSchema): boolean {
  if (typeof schema["$ref"] === "string") return true;
  let found = false;
  mapSubschemas(schema, (subschema) => {
    found ||= isRecord(subschema) && hasReference(subschema);
    return subschema;
  });
  return found;
}
