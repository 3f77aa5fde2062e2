/** A case of a refusal that people may meet on a page, which tells it in their language. */
export type ProblemKind =
  | "credentials_missing"
  | "credentials_refused"
  | "authorization_over"
  | "authorization_refused"
  | "approval_decided"
  | "approval_expired"
  | "outcome_known"
  | "outcome_untold"
  | "form_foreign"
  | "name_length"
  | "project_taken"
  | "project_key"
  | "scopes_beyond_own"
  | "live_key_needed"
  | "amount_unclear"
  | "rule_not_asking";

/** What was refused, for pages. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The server, fields, name, or amount it is about. */
  readonly about?: string;
}
