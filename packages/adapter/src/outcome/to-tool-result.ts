import type { ToolResult } from "@codespar/protocol";

import type { ToolOutcome } from "./tool-outcome.ts";

/** An outcome as a ToolResult whose `error` is safe to show a model. */
export function toToolResult(name: string, outcome: ToolOutcome): ToolResult {
  if (outcome.ok) return outcome.result;
  const { code, message, data, result } = outcome;
  const local = code === "aborted" || code === "connection_failed" || code === "timeout";
  return {
    server: "",
    tool: name,
    duration: 0,
    tool_call_id: "",
    called_at: new Date().toISOString(),
    ...result,
    success: false,
    data,
    error: message,
    error_code: local ? "outcome_unknown" : code,
  };
}
