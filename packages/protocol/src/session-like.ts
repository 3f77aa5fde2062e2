import type { ToolResult } from "./tool-result.ts";
import type { Tool } from "./tool.ts";

/** Where a call came from, as an adapter says it. */
export interface ToolCallContext {
  /** The framework's id of this tool call. */
  readonly id?: string | undefined;
  /** The framework's id of the run or turn the call belongs to. */
  readonly runId?: string | undefined;
  /** The framework's package name, such as `"ai"`. */
  readonly framework?: string | undefined;
  /** The framework's version. */
  readonly frameworkVersion?: string | undefined;
  /** The adapter's version. */
  readonly adapterVersion?: string | undefined;
  /** W3C trace context, if the call is traced. */
  readonly traceparent?: string | undefined;
}

/** How one call should be made. */
export interface ExecuteOptions {
  /** Cancels the call; a call already dispatched may still take effect. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds the whole call may take, retries included. */
  readonly timeoutMs?: number | undefined;
  /** 1 to 255 visible ASCII characters; the same key never executes twice (a fresh one). */
  readonly idempotencyKey?: string | undefined;
  /**
   * Milliseconds to wait for a person, where one must approve the call; it then goes on under its
   * key. Without a decision the result is `approval_required` (0: no wait).
   */
  readonly approvalTimeoutMs?: number | undefined;
  /** Where the call came from. */
  readonly toolCall?: ToolCallContext | undefined;
}

/** The part of a session that adapters need. */
export interface SessionLike {
  /** `ses_…` */
  readonly id: string;
  /** The tools the session has now. */
  tools(): Promise<readonly Tool[]>;
  /** Tools ranked by relevance to a request in plain words. */
  findTools?(query: string): Promise<readonly Tool[]>;
  /** Runs one tool. */
  execute(
    name: string,
    params: Readonly<Record<string, unknown>>,
    options?: ExecuteOptions,
  ): Promise<ToolResult>;
}
