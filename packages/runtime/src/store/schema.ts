import type { Selectable } from "kysely";

import type { AuditEntryTable, AuditHeadTable, ToolCallTable } from "./tables/call-tables.ts";
import type { LoopStepTable, LoopTable } from "./tables/loop-tables.ts";
import type {
  SettlementEventTable,
  SettlementTable,
  UsageEventTable,
} from "./tables/money-tables.ts";
import type { NodeTable, OutboxTable, RuntimeSecretTable } from "./tables/node-tables.ts";
import type { ApprovalTable, PolicyTable, SpendingTable } from "./tables/policy-tables.ts";
import type {
  AgentTurnTable,
  ConnectionTable,
  OAuthFlowTable,
  SessionTable,
} from "./tables/session-tables.ts";
import type { ApiKeyTable, DashboardSignOutTable, ProjectTable } from "./tables/tenancy-tables.ts";

/** Every table. Times are milliseconds since 1970; JSON is text, so that both dialects agree. */
export interface Database {
  readonly projects: ProjectTable;
  readonly api_keys: ApiKeyTable;
  readonly dashboard_sign_outs: DashboardSignOutTable;
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
  readonly loops: LoopTable;
  readonly loop_steps: LoopStepTable;
  readonly nodes: NodeTable;
  readonly policies: PolicyTable;
  readonly spendings: SpendingTable;
  readonly approvals: ApprovalTable;
  readonly runtime_secrets: RuntimeSecretTable;
  readonly outbox: OutboxTable;
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
/** A stored loop. */
export type LoopRow = Selectable<LoopTable>;
/** A stored step of a loop. */
export type LoopStepRow = Selectable<LoopStepTable>;
/** A stored API key. */
export type ApiKeyRow = Selectable<ApiKeyTable>;
