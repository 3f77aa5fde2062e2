export type { ApprovalFilter, ApprovalPage, Approvals } from "./approvals.ts";
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
export type { LoopOptions, LoopResult, LoopStep, RetryPolicy } from "./loop.ts";
export type { Authorization } from "./read-authorization.ts";
export type { AuthorizeOptions, SendOptions, StreamOptions } from "./session-options.ts";
export { Session } from "./session.ts";
export type { SessionFilter, SessionPage, Sessions } from "./sessions.ts";
export type { ManageConnections } from "./wait-for-connections.ts";

// The contract's types that appear above, so that applications install one package.
export type {
  AgentTurn,
  ApprovalRequest,
  ApprovalRule,
  ApprovalStatus,
  Connection,
  ConnectionDetail,
  ErrorCode,
  ExecuteOptions,
  PaymentStatus,
  PaymentStatusEvent,
  PaymentStatusReport,
  Policy,
  QuietHours,
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
  VerificationStatus,
  VerificationStatusReport,
} from "@codespar/protocol";
