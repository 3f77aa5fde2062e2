import type { JsonSchema } from "@codespar/protocol";
import type { StandardSchemaWithJSON } from "@mastra/core/schema";

type Schema = StandardSchemaWithJSON<Record<string, unknown>>;

/**
 * A JSON Schema as Mastra's own kind of schema, which it sends as it is. It accepts everything:
 * arguments are held to the tool's schema when it is called, where a failure is one, and a result
 * is never lost to a provider that breaks its own schema.
 */
export function toSchema(schema: JsonSchema): Schema {
  const json = (): Record<string, unknown> => ({ ...schema });
  return {
    "~standard": {
      version: 1,
      vendor: "codespar",
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked when it is called
      validate: (value) => ({ value: value as Record<string, unknown> }),
      jsonSchema: { input: json, output: json },
    },
  };
}
