import type { ErrorCode } from "./error-code.ts";

/** One call of a session, as its log shows it. */
export interface CallLog {
  /** `tc_…` */
  readonly id: string;
  /** Session of the call. */
  readonly session_id: string;
  /** Tool name, as listed. */
  readonly tool: string;
  /** The server that ran it. */
  readonly server: string;
  /** Where the call is. */
  readonly status: "running" | "success" | "error" | "unknown";
  /** `null` unless it failed. */
  readonly error_code: ErrorCode | null;
  /** Milliseconds, whole; `null` while running. */
  readonly duration_ms: number | null;
  /** The framework that made the call, if it said so. */
  readonly framework: string | null;
  /** ISO 8601, UTC. */
  readonly called_at: string;
}
