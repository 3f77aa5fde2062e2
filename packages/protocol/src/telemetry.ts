/**
 * Names of spans' attributes, and values of them. Source: OpenTelemetry's semantic conventions for
 * HTTP, for generative AI and for MCP; what begins with `codespar.` is this project's own.
 */
export const telemetry = {
  operation: "gen_ai.operation.name",
  /** The `operation` where a tool runs, and the first word of such a span's name. */
  executeTool: "execute_tool",
  toolName: "gen_ai.tool.name",
  /** The model's id of the call. */
  toolCallId: "gen_ai.tool.call.id",
  mcpMethod: "mcp.method.name",
  /** The `mcpMethod` that calls a tool, and the first word of such a span's name. */
  mcpCallTool: "tools/call",
  /** `tcp` or `pipe`. */
  networkTransport: "network.transport",
  httpMethod: "http.request.method",
  httpRoute: "http.route",
  httpStatus: "http.response.status_code",
  errorType: "error.type",
  /** The `errorType` where an MCP server answers that its tool failed. */
  toolError: "tool_error",
  sessionId: "codespar.session.id",
  serverId: "codespar.server.id",
  /** On a framework's own span: its id of the call. */
  frameworkCallId: "codespar.tool_call.id",
  /** `tc_…`, the call in logs and audit. */
  callId: "codespar.call.id",
  /** Whether the result is that of an earlier call with the same key. */
  replayed: "codespar.replayed",
} as const;
