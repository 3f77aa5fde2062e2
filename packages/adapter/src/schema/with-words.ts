import type { JsonSchema } from "@codespar/protocol";

/** Adds to a schema's description what its keywords cannot say in a dialect. */
export function withWords(schema: JsonSchema, words: string): JsonSchema {
  const { description } = schema;
  const before = typeof description === "string" && description !== "" ? `${description} ` : "";
  return { ...schema, description: `${before}(${words}.)` };
}
