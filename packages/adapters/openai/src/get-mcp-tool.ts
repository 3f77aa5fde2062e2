import type { SessionMcp } from "@codespar/protocol";

/** A session that can be reached over MCP. */
export interface SessionWithMcp {
  readonly mcp: SessionMcp;
}

/** How OpenAI connects to a session by itself. */
export interface McpToolOptions {
  /** What the model knows the server as (`codespar`). */
  readonly serverLabel?: string | undefined;
  /** Names of the only tools to allow, as the session lists them. */
  readonly include?: readonly string[] | undefined;
  /**
   * Which calls wait for an approval: those of tools that change something (`"writes"`), all, or
   * none. OpenAI knows no finer rule; the session's own policy applies in any case.
   */
  readonly approval?: "never" | "writes" | "always" | undefined;
  /** Whether definitions are deferred until a tool search finds them (false). */
  readonly defer?: boolean | undefined;
}

/** An MCP server among the tools of the Responses API. */
export interface McpTool {
  type: "mcp";
  server_label: string;
  server_url: string;
  headers: Record<string, string>;
  require_approval:
    | "never"
    | "always"
    | { always: { read_only: boolean }; never: { read_only: boolean } };
  allowed_tools?: string[];
  defer_loading?: boolean;
}

/**
 * Describes a session for `responses.create({ tools })`: OpenAI calls its MCP endpoint by itself,
 * which must be reachable from there.
 */
export function getMcpTool({ mcp }: SessionWithMcp, options: McpToolOptions = {}): McpTool {
  const { serverLabel = "codespar", include, approval = "writes", defer } = options;
  const writes = { always: { read_only: false }, never: { read_only: true } };
  return {
    type: "mcp",
    server_label: serverLabel,
    server_url: mcp.url,
    headers: { ...mcp.headers },
    require_approval: approval === "writes" ? writes : approval,
    ...(include === undefined ? {} : { allowed_tools: [...include] }),
    ...(defer === true ? { defer_loading: true } : {}),
  };
}
