import type { Tool, ToolData } from "@codespar/protocol";
import { errorCodes } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { toFailure } from "./to-failure.ts";
import type { FailureCode, ToolFailure } from "./tool-outcome.ts";

const localCodes: ReadonlySet<string> = new Set(["aborted", "connection_failed", "timeout"]);

/** A call that threw as a failure; only errors with a code of the contract are quoted. */
export function fromError(tool: Tool, cause: unknown): ToolFailure {
  const code = codeOf(cause);
  const said =
    code !== undefined && cause instanceof Error
      ? cause.message
      : "The call could not be completed.";
  const data = dataOf(cause);
  return { ...toFailure({ tool, code: code ?? "connection_failed", said, data }), cause };
}

function codeOf(cause: unknown): FailureCode | undefined {
  if (!(cause instanceof Error)) return undefined;
  if (cause.name === "AbortError") return "aborted";
  if (cause.name === "TimeoutError") return "timeout";
  const code: unknown = Reflect.get(cause, "code");
  return isFailureCode(code) ? code : undefined;
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === "string" && (Object.hasOwn(errorCodes, code) || localCodes.has(code));
}

function dataOf(cause: unknown): ToolData {
  const details: unknown = cause instanceof Error ? Reflect.get(cause, "details") : undefined;
  return isRecord(details) ? details : {};
}
