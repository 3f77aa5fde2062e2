import type { ErrorCode } from "./error-code.ts";

/** A tool's structured result: always an object; rich content sits in `content` as MCP blocks. */
export type ToolData = Readonly<Record<string, unknown>>;

/** What came of one call. A failed tool is a value, not an exception. */
export interface ToolResult {
  /** Whether the tool did what was asked. */
  readonly success: boolean;
  /** The result, or facts about the failure (`redirect_url`, `retry_after`, `approval_id`). */
  readonly data: ToolData;
  /** `null` on success, else one sentence that is safe to show a model. */
  readonly error: string | null;
  /** `null` on success, else the reason for programs. */
  readonly error_code: ErrorCode | null;
  /** The server that ran it. */
  readonly server: string;
  /** The tool, as listed in the session. */
  readonly tool: string;
  /** Milliseconds, whole. */
  readonly duration: number;
  /** `tc_…`, the id of this call in logs and audit. */
  readonly tool_call_id: string;
  /** ISO 8601, UTC. */
  readonly called_at: string;
  /** Set when this is the stored result of an earlier call with the same idempotency key. */
  readonly replayed?: true;
  /** The call succeeded, and something about its answer needs a look. */
  readonly warning?: string;
}
