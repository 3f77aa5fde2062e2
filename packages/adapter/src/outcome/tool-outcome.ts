import type { ErrorCode, ToolData, ToolResult } from "@codespar/protocol";

/** Why a call failed: a code of the contract, or one that only the caller's side knows. */
export type FailureCode = ErrorCode | "aborted" | "connection_failed" | "timeout";

/** What came of a call, in a form every framework can carry. Expected failures are values. */
export type ToolOutcome = ToolSuccess | ToolFailure;

/** A call that did what was asked. */
export interface ToolSuccess {
  readonly ok: true;
  /** The structured result. */
  readonly data: ToolData;
  /** The session's whole answer. */
  readonly result: ToolResult;
}

/** A call that did not, or of which nobody knows. */
export interface ToolFailure {
  readonly ok: false;
  /** Stable reason. */
  readonly code: FailureCode;
  /** One safe line for the model: what failed, whether it was executed, what to do next. */
  readonly message: string;
  /** Whether it may have taken effect. */
  readonly executed: "no" | "failed" | "unknown";
  /** Facts about the failure, such as `redirect_url` or `approval_id`. */
  readonly data: ToolData;
  /** The session's whole answer, when there was one. */
  readonly result?: ToolResult;
  /** What was thrown, when there was no answer: for logs, and never for a model. */
  readonly cause?: unknown;
}
