/** A ceiling on what calls may spend. Amounts are whole minor units of the currency (cents). */
export interface SpendingLimit {
  /** ISO 4217. */
  readonly currency: string;
  /** The most one call may move. */
  readonly per_call?: number;
  /** The most all calls of a day may move. */
  readonly per_day?: number;
  /** The most all calls of a calendar month may move. */
  readonly per_month?: number;
  /** Counts one payee alone, or each payee on its own with `"*"` (all together). */
  readonly payee?: string;
}

/** Calls that a person must approve first. */
export interface ApprovalRule {
  /** Tool names, or patterns with `*` (every tool that moves money). */
  readonly tools?: readonly string[];
  /** Only calls that move more than this, in whole minor units. */
  readonly above?: { readonly currency: string; readonly amount_minor: number };
}

/** Hours in which nothing is changed. */
export interface QuietHours {
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`, another than `from`; earlier when the night is between them. */
  readonly to: string;
  /** Tool names, or patterns with `*` (every tool that moves money). */
  readonly tools?: readonly string[];
}

/** What agents may do, for a project or one session; where both say something, both hold. */
export interface Policy {
  /** The only tools that may run: names, or patterns with `*` (all). */
  readonly allow_tools?: readonly string[];
  /** Tools that may not run. */
  readonly deny_tools?: readonly string[];
  readonly limits?: readonly SpendingLimit[];
  readonly approvals?: readonly ApprovalRule[];
  readonly quiet_hours?: readonly QuietHours[];
  /** IANA time zone of days, months and hours (`"UTC"`). */
  readonly time_zone?: string;
}
