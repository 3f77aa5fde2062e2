import type { ToolUse } from "./agent-backend.ts";
import type { ToolUseOutcome } from "./to-tool-call-record.ts";

/** What comes of a call of a tool that the session does not have. */
export function unknownTool(use: ToolUse): ToolUseOutcome {
  const message = `There is no tool ${use.name}. Nothing was executed. Use another tool.`;
  const outcome = { ok: false, code: "unknown_tool", executed: "no", data: {}, message } as const;
  return { use, server: "", outcome };
}
