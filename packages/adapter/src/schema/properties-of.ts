import type { JsonSchema } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

/** The properties a schema describes. */
export function propertiesOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return isRecord(schema["properties"]) ? schema["properties"] : {};
}
