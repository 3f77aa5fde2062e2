import type { ErrorCode } from "./error-code.ts";
import type { ToolResult } from "./tool-result.ts";

/**
 * Where a durable loop is. `waiting` is for a person's approval; the last four are final: `done`
 * when no step failed, `unknown` when nobody knows what came of a step.
 */
export type DurableLoopStatus = "running" | "waiting" | "done" | "error" | "unknown" | "canceled";

/** Where a step is; `skipped` by its `when`, `not_reached` when the loop ended before it. */
export type DurableLoopStepStatus =
  | "pending"
  | "running"
  | "waiting"
  | "success"
  | "error"
  | "unknown"
  | "skipped"
  | "not_reached";

/** One comparison; exactly one of the members besides `value` says which. */
export interface LoopComparison {
  /** A value, as a rule a reference: `"{{steps[0].data.status}}"`. */
  readonly value: unknown;
  readonly equals?: unknown;
  readonly not_equals?: unknown;
  /** Numbers: more than this. */
  readonly above?: unknown;
  /** Numbers: less than this. */
  readonly below?: unknown;
  /** Whether there is such a value at all. */
  readonly exists?: boolean;
}

/** A reference alone holds unless it is missing, `false`, `null`, `0` or empty. */
export type LoopTest = string | LoopComparison;

/** When a failed step is tried again: only after a failure that did nothing, under its own key. */
export interface LoopRetryPolicy {
  /** Further attempts after the first: 0 to 20 (0). */
  readonly max_retries?: number;
  /** How the delay grows (`"exponential"`). */
  readonly backoff?: "linear" | "exponential";
  /** Milliseconds before the first retry, up to 3,600,000 (1,000). */
  readonly base_delay_ms?: number;
}

/** One step of a durable loop. */
export interface DurableLoopRequestStep {
  /** Tool name. */
  readonly tool: string;
  /**
   * Arguments. A text that is a reference to an earlier step, `"{{steps[0].data.payment_id}}"`,
   * becomes the value it names; one inside other text is put into it; `\{{` stands for `{{`.
   */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Whether to run it: a test, or several that must all hold (it is run). */
  readonly when?: LoopTest | readonly LoopTest[];
  /** When it is tried again (the loop's). */
  readonly retry_policy?: LoopRetryPolicy;
}

/** What starts a durable loop: the body of `POST /v1/sessions/:id/loops`. */
export interface DurableLoopRequest {
  /** 1 to 100 calls, in order. */
  readonly steps: readonly DurableLoopRequestStep[];
  /** Whether to stop at the first failed step (true). */
  readonly abort_on_error?: boolean;
  /** For the steps that have none of their own (never tried again). */
  readonly retry_policy?: LoopRetryPolicy;
}

/** What is known of one step. */
export interface DurableLoopStep {
  /** From 0, as references count. */
  readonly index: number;
  readonly tool: string;
  readonly status: DurableLoopStepStatus;
  /** How often it was begun. */
  readonly attempts: number;
  /** The call's result; `null` until it has one, and where no call was made. */
  readonly result: ToolResult | null;
  /** Why it failed, or failed last. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
  /** The request it waits for, while it does. */
  readonly approval_id: string | null;
}

/** A loop that the runtime runs to its end, through crashes and on whatever node. */
export interface DurableLoop {
  /** `loop_…` */
  readonly id: string;
  readonly session_id: string;
  readonly status: DurableLoopStatus;
  readonly steps: readonly DurableLoopStep[];
  /** Steps that succeeded. */
  readonly completed_steps: number;
  readonly total_steps: number;
  /** The first failure, or why it ended early. */
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    /** The step it is about, from 0; `null` when it is about none. */
    readonly step: number | null;
  } | null;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** ISO 8601, UTC, or `null` while it runs or waits. */
  readonly finished_at: string | null;
}

/** The progress of a durable loop: where it is, each step that changes, and its end whatever that is. */
export type DurableLoopEvent =
  | { readonly type: "loop"; readonly loop: DurableLoop }
  | { readonly type: "step"; readonly step: DurableLoopStep }
  | { readonly type: "done"; readonly loop: DurableLoop };
