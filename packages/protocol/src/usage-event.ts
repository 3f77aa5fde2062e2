/** One billable fact: money that settled, or settled money that went back. */
export interface UsageEvent {
  /** `use_…`, derived from what it bills, so that nothing bills twice. */
  readonly id: string;
  /** What happened to the money. */
  readonly kind: "settled" | "refunded";
  /** Project it is billed to. */
  readonly project_id: string;
  /** Session the payment was made in. */
  readonly session_id: string;
  /** The call that created the payment. */
  readonly tool_call_id: string;
  /** The provider's id of the payment. */
  readonly settlement_id: string;
  /** The server that moved the money. */
  readonly server: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Whole minor units (cents); negative for a refund. */
  readonly amount_minor: number;
  /** ISO 8601, UTC. */
  readonly occurred_at: string;
}

/** Calls and settlements of one group. */
export interface UsageGroup {
  /** The day, server, tool, session or framework this row counts. */
  readonly period: string;
  /** Calls made, free or not. */
  readonly tool_calls: number;
  /** Settled transactions: what is billed. */
  readonly billable_transactions: number;
  /** What settled, by currency. */
  readonly settled: readonly UsageAmount[];
  /** What went back, by currency. */
  readonly refunded: readonly UsageAmount[];
}

/** Money of one currency. */
export interface UsageAmount {
  /** ISO 4217. */
  readonly currency: string;
  /** Transactions. */
  readonly count: number;
  /** Whole minor units (cents). */
  readonly amount_minor: number;
}

/** The answer of `GET /v1/usage`. */
export interface UsageReport {
  /** One row a group. */
  readonly data: readonly UsageGroup[];
  /** Sums over the whole range. */
  readonly totals: {
    readonly tool_calls: number;
    readonly billable_transactions: number;
    readonly settled: readonly UsageAmount[];
    readonly refunded: readonly UsageAmount[];
  };
  /** ISO 8601, UTC, inclusive. */
  readonly from: string;
  /** ISO 8601, UTC, exclusive. */
  readonly to: string;
}
