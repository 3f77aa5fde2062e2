export type { AgentTurn } from "./agent-turn.ts";
export type { ApiKey, NewApiKey, Whoami } from "./api-key.ts";
export type { ApprovalRequest, ApprovalStatus } from "./approval-request.ts";
export type { AuditEntry, AuditKind, AuditVerification } from "./audit-entry.ts";
export type { CallLog } from "./call-log.ts";
export { canonicalJson } from "./canonical-json.ts";
export type { CatalogEntry, CatalogEntryDetail, Preset } from "./catalog-entry.ts";
export type {
  Connection,
  ConnectionAuthorization,
  ConnectionDetail,
  ConnectionStatus,
} from "./connection.ts";
export type {
  DurableLoop,
  DurableLoopEvent,
  DurableLoopRequest,
  DurableLoopRequestStep,
  DurableLoopStatus,
  DurableLoopStep,
  DurableLoopStepStatus,
  LoopComparison,
  LoopRetryPolicy,
  LoopTest,
} from "./durable-loop.ts";
export type { ErrorBody } from "./error-body.ts";
export { type ErrorCode, type ErrorCodeEntry, errorCodes, type ErrorStatus } from "./error-code.ts";
export { freesKey } from "./frees-key.ts";
export { isTransient } from "./is-transient.ts";
export type { JsonSchema } from "./json-schema.ts";
export { type FailureNotice, mcpMeta, type SettlementNotice } from "./mcp-meta.ts";
export { minorUnits } from "./minor-units.ts";
export type { MoneyOverlay } from "./money-overlay.ts";
export type { Page } from "./page.ts";
export type {
  PaymentStatus,
  PaymentStatusEvent,
  PaymentStatusReport,
  VerificationStatus,
  VerificationStatusReport,
} from "./payment-status.ts";
export type { ApprovalRule, Policy, QuietHours, SpendingLimit } from "./policy.ts";
export type { RouteAnswer, RouteAnswers } from "./route-answers.ts";
export type { Route, RouteName } from "./route.ts";
export { routes } from "./routes.ts";
export { type Scope, scopes } from "./scope.ts";
export type { ExecuteOptions, SessionLike, ToolCallContext } from "./session-like.ts";
export type {
  CreateSessionRequest,
  Session,
  SessionMcp,
  SessionServer,
  SessionStatus,
} from "./session.ts";
export type { SendResult, StreamEvent, ToolCallRecord } from "./stream-event.ts";
export { telemetry } from "./telemetry.ts";
export type { ToolCall, ToolCallOrigin } from "./tool-call.ts";
export type { ToolData, ToolResult } from "./tool-result.ts";
export type { Tool, ToolAnnotations } from "./tool.ts";
export { toUsageTable, type UsageTable } from "./to-usage-table.ts";
export type { UsageAmount, UsageEvent, UsageGroup, UsageReport } from "./usage-event.ts";
