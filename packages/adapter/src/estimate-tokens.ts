import type { JsonSchema } from "@codespar/protocol";

/** The part of a tool that a model is sent. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
}

const charactersPerToken = 4;
const overheadPerTool = 8;

/** Estimates what tool definitions cost in a request: a quarter of their characters, in tokens. */
export function estimateTokens(tools: readonly ToolDefinition[]): number {
  return tools.reduce((sum, { name, description, inputSchema }) => {
    const characters = name.length + description.length + JSON.stringify(inputSchema).length;
    return sum + Math.ceil(characters / charactersPerToken) + overheadPerTool;
  }, 0);
}
