export type { ApprovalFilter, ApprovalPage, Approvals } from "./approvals.ts";
export type { Audit, AuditExportOptions, AuditFilter, AuditPage } from "./audit.ts";
export type { CallResolution, Calls } from "./calls.ts";
export { CodeSpar, type CodeSparOptions, type SessionConfig } from "./codespar.ts";
export {
  AbortError,
  AuthenticationError,
  BadRequestError,
  CodeSparError,
  type CodeSparErrorCode,
  type CodeSparErrorOptions,
  ConflictError,
  ConnectionError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnprocessableError,
} from "./errors.ts";
export type { RequestOptions } from "./http-client.ts";
export type { Logger } from "./logger.ts";
export type { FollowOptions, LoopHandle } from "./loop-handle.ts";
export type { LoopOptions, LoopResult, LoopStep, RetryPolicy } from "./loop.ts";
export type { Authorization } from "./read-authorization.ts";
export type { RouteRequest } from "./route-request.ts";
export type { AuthorizeOptions, SendOptions, StreamOptions } from "./session-options.ts";
export { Session } from "./session.ts";
export type { DurableLoopStepOptions, StartLoopOptions } from "./start-loop-options.ts";
export type { SessionFilter, SessionPage, Sessions } from "./sessions.ts";
export type { ToolInput, ToolName, ToolResultOf, ToolTypes } from "./tool-types.ts";
export type { UsageFilter } from "./usage-filter.ts";
export type { OpenTelemetryApi } from "./tracing.ts";
export type { ManageConnections } from "./wait-for-connections.ts";

// The contract's types that appear above, so that applications install one package.
export type {
  AgentTurn,
  ApprovalRequest,
  ApprovalRule,
  ApprovalStatus,
  AuditEntry,
  AuditVerification,
  CallLog,
  Connection,
  ConnectionDetail,
  DurableLoop,
  DurableLoopEvent,
  DurableLoopStatus,
  DurableLoopStep,
  DurableLoopStepStatus,
  ErrorCode,
  ExecuteOptions,
  LoopComparison,
  LoopTest,
  PaymentStatus,
  PaymentStatusEvent,
  PaymentStatusReport,
  Policy,
  QuietHours,
  RouteAnswer,
  RouteName,
  SendResult,
  SessionLike,
  SessionMcp,
  SessionServer,
  SessionStatus,
  SpendingLimit,
  StreamEvent,
  Tool,
  ToolAnnotations,
  ToolCallContext,
  ToolCallRecord,
  ToolData,
  ToolResult,
  UsageReport,
  VerificationStatus,
  VerificationStatusReport,
} from "@codespar/protocol";
