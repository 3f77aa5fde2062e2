import type { DurableLoopStatus, ErrorCode } from "@codespar/protocol";

/** A loop that runs to its end through crashes. */
export interface LoopTable {
  id: string;
  project_id: string;
  session_id: string;
  /** The API key that started it, in whose name its calls are made. */
  key_id: string;
  idempotency_key: string | null;
  request_hash: string;
  abort_on_error: number;
  status: DurableLoopStatus;
  /** Grows with every change. */
  version: number;
  /** How often it could not go on, for reasons that are not its own, since a step ended. */
  faults: number;
  /** The first failure, or why it ended. */
  error_code: ErrorCode | null;
  error: string | null;
  error_step: number | null;
  /** The request it waits for, or has just waited for. */
  approval_id: string | null;
  public_url: string;
  traceparent: string | null;
  /** The node that runs it now; none while it waits, and when it is over. */
  node_id: string | null;
  /** Not to be gone on with before. */
  due_at: number;
  created_at: number;
  finished_at: number | null;
}

/** A step of a loop. */
export interface LoopStepTable {
  loop_id: string;
  position: number;
  project_id: string;
  tool: string;
  /** JSON of its arguments, its conditions and its retry policy. */
  definition: string;
  status: "pending" | "running" | "success" | "error" | "unknown" | "skipped";
  attempts: number;
  /** The ToolResult, once there is one. */
  result: string | null;
  error_code: ErrorCode | null;
  error: string | null;
}
