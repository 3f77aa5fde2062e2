import type { ErrorCode, SessionStatus } from "@codespar/protocol";
import type { Generated, Selectable } from "kysely";

/** Every table. Times are milliseconds since 1970; JSON is text, so that both dialects agree. */
export interface Database {
  readonly projects: ProjectTable;
  readonly api_keys: ApiKeyTable;
  readonly sessions: SessionTable;
  readonly connections: ConnectionTable;
  readonly oauth_flows: OAuthFlowTable;
  readonly tool_calls: ToolCallTable;
  readonly audit_entries: AuditEntryTable;
  readonly audit_heads: AuditHeadTable;
  readonly settlements: SettlementTable;
  readonly settlement_events: SettlementEventTable;
  readonly usage_events: UsageEventTable;
  readonly agent_turns: AgentTurnTable;
  readonly nodes: NodeTable;
  readonly policies: PolicyTable;
  readonly spendings: SpendingTable;
  readonly approvals: ApprovalTable;
  readonly runtime_secrets: RuntimeSecretTable;
  readonly outbox: OutboxTable;
}

interface ProjectTable {
  id: string;
  org_id: string;
  name: string;
  /** Its name in addresses; none for the default project. */
  slug: string | null;
  is_default: number;
  created_at: number;
}

interface ApiKeyTable {
  id: string;
  org_id: string;
  /** Set when the key is pinned to one project. */
  project_id: string | null;
  name: string;
  environment: "test" | "live";
  prefix: string;
  sha256: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

interface SessionTable {
  id: string;
  org_id: string;
  project_id: string;
  environment: "test" | "live";
  user_id: string;
  status: SessionStatus;
  servers: string;
  preset: string | null;
  metadata: string;
  /** Key of the request that opened it, so that a retry opens nothing new. */
  idempotency_key: string | null;
  request_hash: string;
  created_at: number;
  expires_at: number;
  closed_at: number | null;
  tool_calls: Generated<number>;
  /** Whose accounts its servers may use. */
  accounts: "project" | "user";
  /** JSON of its own policy. */
  policy: string | null;
}

interface ConnectionTable {
  id: string;
  project_id: string;
  environment: "test" | "live";
  /** Empty for an account that everybody in the project uses. */
  user_id: string;
  server_id: string;
  auth_type: string;
  status: "connected" | "revoked" | "expired";
  display_name: string;
  /** Sealed; removed when it is revoked. */
  secret: string | null;
  /** When its access token expires, if it does. */
  expires_at: number | null;
  created_at: number;
  revoked_at: number | null;
}

interface OAuthFlowTable {
  state_hash: string;
  project_id: string;
  environment: "test" | "live";
  session_id: string | null;
  user_id: string;
  server_id: string;
  /** Sealed: the PKCE verifier and whom the code is redeemed at. */
  secret: string;
  /** Where the person goes afterwards. */
  redirect_url: string | null;
  expires_at: number;
}

interface ToolCallTable {
  id: string;
  project_id: string;
  session_id: string;
  tool: string;
  server: string;
  status: "running" | "success" | "error" | "unknown";
  error_code: ErrorCode | null;
  idempotency_key: string | null;
  request_hash: string;
  /** 1 when the tool may be dispatched again after an unknown outcome. */
  repeatable: number;
  framework: string | null;
  key_id: string;
  user_id: string;
  /** The ToolResult, for replays; removed when the key expires. */
  result: string | null;
  duration_ms: number | null;
  called_at: number;
  /** The node that runs it, or ran it. */
  node_id: string | null;
  /** The server's own name of the tool it asked; null where no tool is. */
  remote_tool: string | null;
}

interface AuditEntryTable {
  project_id: string;
  seq: number;
  tool_call_id: string;
  session_id: string;
  tool: string;
  /** JSON of what the hash covers, to the letter. */
  record: string;
  input: string | null;
  output: string | null;
  hash: string;
}

interface AuditHeadTable {
  project_id: string;
  seq: number;
  hash: string;
  signature: string;
  /** Up to which entry the payloads were erased. */
  erased_seq: number;
}

interface SettlementTable {
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

interface SettlementEventTable {
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

interface UsageEventTable {
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

interface PolicyTable {
  project_id: string;
  policy: string;
  updated_at: number;
  updated_by: string;
}

interface SpendingTable {
  tool_call_id: string;
  project_id: string;
  environment: "test" | "live";
  session_id: string;
  currency: string;
  payee: string;
  amount_minor: number;
  spent_at: number;
}

interface ApprovalTable {
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

interface AgentTurnTable {
  id: string;
  project_id: string;
  session_id: string;
  idempotency_key: string | null;
  /** What the user said. */
  message: string;
  status: "running" | "done" | "error" | "aborted";
  /** JSON of what was said and done. */
  result: string | null;
  error_code: ErrorCode | null;
  error: string | null;
  /** JSON of the messages to remember. */
  messages: string;
  started_at: number;
  finished_at: number | null;
  node_id: string;
}

interface NodeTable {
  id: string;
  started_at: number;
  /** When it last said that it is alive. */
  seen_at: number;
}

interface OutboxTable {
  id: string;
  /** Who is told. */
  topic: string;
  payload: string;
  attempts: Generated<number>;
  /** When it may be tried next; in the future while somebody tries. */
  available_at: number;
  added_at: number;
  /** Why it was not delivered the last time. */
  error: string | null;
}

interface RuntimeSecretTable {
  name: string;
  value: string;
}

/** A stored session. */
export type SessionRow = Selectable<SessionTable>;
/** A stored account of a user at a server. */
export type ConnectionRow = Selectable<ConnectionTable>;
/** A stored OAuth flow under way. */
export type OAuthFlowRow = Selectable<OAuthFlowTable>;
/** A stored call. */
export type ToolCallRow = Selectable<ToolCallTable>;
/** A stored settlement. */
export type SettlementRow = Selectable<SettlementTable>;
/** A stored settlement event. */
export type SettlementEventRow = Selectable<SettlementEventTable>;
/** A stored audit entry. */
export type AuditEntryRow = Selectable<AuditEntryTable>;
/** The stored end of an audit chain. */
export type AuditHeadRow = Selectable<AuditHeadTable>;
/** A stored message to somebody else. */
export type OutboxRow = Selectable<OutboxTable>;
/** A stored project. */
export type ProjectRow = Selectable<ProjectTable>;
/** A stored request for an approval. */
export type ApprovalRow = Selectable<ApprovalTable>;
/** A stored turn of an agent. */
export type AgentTurnRow = Selectable<AgentTurnTable>;
/** A stored API key. */
export type ApiKeyRow = Selectable<ApiKeyTable>;
