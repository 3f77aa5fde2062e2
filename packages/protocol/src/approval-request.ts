/** Where a request for a person's approval is. */
export type ApprovalStatus = "pending" | "approved" | "denied" | "used" | "expired";

/** A call that waits for a person's approval, or had it. */
export interface ApprovalRequest {
  /** `apr_…` */
  readonly id: string;
  readonly status: ApprovalStatus;
  readonly session_id: string;
  /** The end user of the session. */
  readonly user_id: string;
  readonly tool: string;
  readonly server: string;
  /** The arguments that are approved and no others, with secrets removed. */
  readonly input: unknown;
  /** Whole minor units; `null` when the arguments do not say. */
  readonly amount_minor: number | null;
  /** ISO 4217, or `null`. */
  readonly currency: string | null;
  /** Who is paid; empty when nobody is named. */
  readonly payee: string;
  /** The rule that asks. */
  readonly rule_id: string;
  /** Why it asks, for people. */
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly requested_at: string;
  /** ISO 8601, UTC; nothing can be decided or done with it afterwards. */
  readonly expires_at: string;
  readonly decided_at: string | null;
  /** The API key that decided. */
  readonly decided_by: string | null;
  /** What was said to the decision; empty when nothing was. */
  readonly reason: string;
  /** The call it was used for. */
  readonly tool_call_id: string | null;
}
