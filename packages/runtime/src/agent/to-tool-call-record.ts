import type { ToolOutcome } from "@codespar/adapter";
import { type ErrorCode, errorCodes, type ToolCallRecord } from "@codespar/protocol";

import type { ToolUse } from "./agent-backend.ts";

/** What became of a call that the model made. */
export interface ToolUseOutcome {
  readonly use: ToolUse;
  /** The server of the tool, for calls that came to no server. */
  readonly server: string;
  readonly outcome: ToolOutcome;
}

/** A call of a turn as the turn's result lists it. */
export function toToolCallRecord({ use, server, outcome }: ToolUseOutcome): ToolCallRecord {
  const { result } = outcome;
  return {
    id: use.id,
    tool_name: result?.tool ?? use.name,
    server_id: result?.server ?? server,
    status: outcome.ok ? "success" : "error",
    duration_ms: result?.duration ?? 0,
    input: use.input,
    output: outcome.ok ? outcome.data : { ...outcome.data, error: outcome.message },
    error_code: outcome.ok ? null : toErrorCode(outcome.code),
  };
}

function toErrorCode(code: string): ErrorCode {
  return isErrorCode(code) ? code : "outcome_unknown";
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
