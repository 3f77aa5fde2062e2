import type { ErrorCode } from "./error-code.ts";
import type { SendResult } from "./stream-event.ts";

/** A message to a session's agent, and what came of it. */
export interface AgentTurn {
  /** `trn_…` */
  readonly id: string;
  readonly session_id: string;
  /** What the user said. */
  readonly message: string;
  readonly status: "running" | "done" | "error" | "aborted";
  /** What was said and done, also when the turn did not end well; `null` while it runs. */
  readonly result: SendResult | null;
  /** Why it did not end well, or `null`. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** ISO 8601, UTC, or `null` while it runs. */
  readonly finished_at: string | null;
}
