/** How to start an MCP server that speaks over standard input and output. */
export interface StdioServerSpec {
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  /** The child's whole environment, besides PATH, HOME and the like. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
}

/** Where an MCP server is reached over Streamable HTTP. */
export interface HttpServerSpec {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** How to reach one MCP server: an entry of `mcpServers` in `codespar.json`. */
export type ServerSpec = (StdioServerSpec | HttpServerSpec) & {
  /** Milliseconds one call may take (60,000). */
  readonly timeoutMs?: number | undefined;
};
