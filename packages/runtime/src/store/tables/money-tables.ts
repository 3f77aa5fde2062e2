import type { Generated } from "kysely";

/** Payments. */
export interface SettlementTable {
  id: string;
  project_id: string;
  session_id: string;
  user_id: string;
  tool_call_id: string;
  server: string;
  status: "pending" | "settled" | "failed" | "refunded";
  method: string;
  currency: string;
  amount_minor: number;
  refunded_minor: Generated<number>;
  description: string;
  customer: string;
  pix_code: string | null;
  created_at: number;
}

/** What providers said of payments. */
export interface SettlementEventTable {
  id: string;
  project_id: string;
  /** Whose payment it is; empty where ids are unique without. */
  server: string;
  settlement_id: string;
  kind: "settled" | "refunded" | "failed";
  amount_minor: number;
  occurred_at: number;
  /** 0 until the settlement it speaks of is known and has taken it in. */
  applied: number;
}

/** What is billed. */
export interface UsageEventTable {
  id: string;
  kind: "settled" | "refunded";
  project_id: string;
  session_id: string;
  tool_call_id: string;
  settlement_id: string;
  server: string;
  framework: string | null;
  currency: string;
  amount_minor: number;
  occurred_at: number;
}
