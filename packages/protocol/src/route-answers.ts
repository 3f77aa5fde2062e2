import type { AgentTurn } from "./agent-turn.ts";
import type { ApiKey, NewApiKey, Whoami } from "./api-key.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import type { AuditEntry, AuditVerification } from "./audit-entry.ts";
import type { CallLog } from "./call-log.ts";
import type { CatalogEntry, CatalogEntryDetail, Preset } from "./catalog-entry.ts";
import type { Connection, ConnectionDetail } from "./connection.ts";
import type { Page } from "./page.ts";
import type { PaymentStatusReport, VerificationStatusReport } from "./payment-status.ts";
import type { Policy } from "./policy.ts";
import type { RouteName } from "./route.ts";
import type { Session } from "./session.ts";
import type { ToolResult } from "./tool-result.ts";
import type { Tool } from "./tool.ts";
import type { UsageReport } from "./usage-event.ts";

/** What endpoints answer, by name. */
export interface RouteAnswers {
  readonly createSession: Session;
  readonly listSessions: Page<Session>;
  readonly getSession: Session;
  readonly closeSession: undefined;
  readonly listTools: { readonly data: readonly Tool[] };
  readonly execute: ToolResult;
  readonly getTurn: AgentTurn;
  readonly listConnections: { readonly data: readonly Connection[] };
  readonly getConnection: ConnectionDetail;
  readonly disconnect: undefined;
  readonly listCallLogs: Page<CallLog>;
  readonly listServers: {
    readonly data: readonly CatalogEntry[];
    readonly total: number;
    readonly filtered: number;
  };
  readonly getServer: CatalogEntryDetail;
  readonly listPresets: { readonly data: readonly Preset[] };
  readonly listCatalogTools: { readonly data: readonly Tool[]; readonly total: number };
  readonly getCatalogTool: Tool;
  readonly listApiKeys: { readonly data: readonly ApiKey[] };
  readonly createApiKey: NewApiKey;
  readonly revokeApiKey: undefined;
  readonly getPolicy: Policy;
  readonly setPolicy: Policy;
  readonly listApprovals: Page<ApprovalRequest>;
  readonly getApproval: ApprovalRequest;
  readonly decideApproval: ApprovalRequest;
  readonly whoami: Whoami;
  readonly getUsage: UsageReport;
  readonly getToolCall: CallLog;
  readonly resolveToolCall: CallLog;
  readonly getPaymentStatus: PaymentStatusReport;
  readonly getVerificationStatus: VerificationStatusReport;
  readonly listAudit: Page<AuditEntry>;
  readonly verifyAudit: AuditVerification;
}

/** What one endpoint answers, where there is a type for it. */
export type RouteAnswer<Name extends RouteName> = Name extends keyof RouteAnswers
  ? RouteAnswers[Name]
  : unknown;
