import type { ToolCall, ToolCallRecord, ToolResult } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";

/**
 * A call as the turn's result lists it, from what the session answered: of calls that the agent was
 * stopped before it told of.
 *
 * @param answer The result, or what was thrown instead.
 */
export function toUntoldRecord(
  { tool, input, tool_call }: ToolCall,
  answer: ToolResult | Error,
): ToolCallRecord {
  const asked = { id: tool_call?.id ?? "", tool_name: tool, input };
  if (answer instanceof Error) {
    const { code: error_code, message: error } =
      answer instanceof RuntimeError ? answer : new RuntimeError("internal");
    const output = { error };
    return { ...asked, server_id: "", status: "error", duration_ms: 0, output, error_code };
  }
  const { success, data, error, error_code, server, tool: tool_name, duration } = answer;
  return {
    ...asked,
    tool_name,
    server_id: server,
    status: success ? "success" : "error",
    duration_ms: duration,
    output: success ? data : { ...data, error },
    error_code,
  };
}
