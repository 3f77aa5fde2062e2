import type { JsonSchema, Tool, ToolAnnotations } from "@codespar/protocol";

/** A tool for a requirement; read-only unless it says otherwise, so that nothing asks for approval. */
export function makeTool(
  name: string,
  inputSchema: JsonSchema = { type: "object", properties: {} },
  annotations: ToolAnnotations = { readOnlyHint: true },
): Tool {
  return {
    name,
    description: `The tool ${name}.`,
    input_schema: inputSchema,
    server: "test",
    annotations,
  };
}

/** A tool that moves money. */
export const payTool: Tool = makeTool(
  "pay",
  {
    type: "object",
    properties: { amount: { type: "integer", minimum: 1 } },
    required: ["amount"],
  },
  { readOnlyHint: false, destructiveHint: true },
);

/** A tool that changes something and takes anything. */
export const writeTool: Tool = makeTool(
  "write",
  { type: "object", properties: { value: {} } },
  { readOnlyHint: false, destructiveHint: false },
);
