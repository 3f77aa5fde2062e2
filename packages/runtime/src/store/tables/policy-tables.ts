/** Projects' policies. */
export interface PolicyTable {
  project_id: string;
  policy: string;
  updated_at: number;
  updated_by: string;
}

/** What calls under limits spend. */
export interface SpendingTable {
  tool_call_id: string;
  project_id: string;
  environment: "test" | "live";
  session_id: string;
  currency: string;
  payee: string;
  amount_minor: number;
  spent_at: number;
}

/** Requests for approval. */
export interface ApprovalTable {
  id: string;
  project_id: string;
  environment: "test" | "live";
  session_id: string;
  user_id: string;
  tool: string;
  server: string;
  /** JSON of the arguments, with secrets removed. */
  input: string;
  /** Digest of the exact arguments. */
  request_hash: string;
  /** The key the call came with, under which it goes on. */
  idempotency_key: string | null;
  amount_minor: number | null;
  currency: string | null;
  payee: string;
  rule_id: string;
  message: string;
  status: "pending" | "approved" | "denied" | "used" | "expired";
  requested_at: number;
  expires_at: number;
  decided_at: number | null;
  decided_by: string | null;
  reason: string;
  tool_call_id: string | null;
  /** The key of the request that used it. */
  used_key: string | null;
}
