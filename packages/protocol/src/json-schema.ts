/** A JSON Schema object as an MCP server declares it (any draft, unmodified). */
export type JsonSchema = Readonly<Record<string, unknown>>;
