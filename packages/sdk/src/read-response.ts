import type {
  AgentTurn,
  ApprovalRequest,
  AuditEntry,
  AuditVerification,
  CallLog,
  Connection,
  ConnectionDetail,
  DurableLoop,
  PaymentStatusReport,
  SendResult,
  Session,
  Tool,
  ToolResult,
  UsageReport,
  VerificationStatusReport,
} from "@codespar/protocol";

import { CodeSparError } from "./errors.ts";

// The shape of an answer is the contract's; what is checked here is that it is an answer at all.

/** A list of tools. */
export function readTools(body: unknown): readonly Tool[] {
  return readList(body, (item): item is Tool => typeof read(item, "name") === "string");
}

/** A list of connections. */
export function readConnections(body: unknown): readonly Connection[] {
  return readList(body, (item): item is Connection => typeof read(item, "id") === "string");
}

/** One connection. */
export function readConnection(body: unknown): ConnectionDetail {
  if (isConnection(body)) return body;
  throw invalid("a connection");
}

/** A tool result. */
export function readResult(body: unknown): ToolResult {
  if (isResult(body)) return body;
  throw invalid("a tool result");
}

/** What a turn of the agent came to. */
export function readSendResult(body: unknown): SendResult {
  if (isSendResult(body)) return body;
  throw invalid("the result of a turn");
}

/** A turn of the agent. */
export function readTurn(body: unknown): AgentTurn {
  if (isTurn(body)) return body;
  throw invalid("a turn");
}

/** A durable loop. */
export function readLoop(body: unknown): DurableLoop {
  if (isLoop(body)) return body;
  throw invalid("a loop");
}

/** Where a payment is. */
export function readPaymentStatus(body: unknown): PaymentStatusReport {
  if (isPaymentStatus(body)) return body;
  throw invalid("the status of a payment");
}

/** Where a check is. */
export function readVerificationStatus(body: unknown): VerificationStatusReport {
  if (isVerificationStatus(body)) return body;
  throw invalid("the status of a verification");
}

/** A request for an approval. */
export function readApproval(body: unknown): ApprovalRequest {
  if (isApproval(body)) return body;
  throw invalid("an approval");
}

/** A page of requests for approvals. */
export function readApprovals(body: unknown): {
  readonly data: readonly ApprovalRequest[];
  readonly nextCursor: string | null;
} {
  return { data: readList(body, isApproval), nextCursor: readCursor(body) };
}

/** What was counted. */
export function readUsage(body: unknown): UsageReport {
  if (isUsage(body)) return body;
  throw invalid("what was counted");
}

/** A page of audit entries. */
export function readAuditEntries(body: unknown): {
  readonly data: readonly AuditEntry[];
  readonly nextCursor: string | null;
} {
  return { data: readList(body, isAuditEntry), nextCursor: readCursor(body) };
}

/** Whether the audit chain holds. */
export function readVerification(body: unknown): AuditVerification {
  if (isVerification(body)) return body;
  throw invalid("whether the audit holds");
}

/** What is known of a call. */
export function readCallLog(body: unknown): CallLog {
  if (isCallLog(body)) return body;
  throw invalid("a call");
}

/** A session. */
export function readSession(body: unknown): Session {
  if (isSession(body)) return body;
  throw invalid("a session");
}

/** A page of sessions. */
export function readSessions(body: unknown): {
  readonly data: readonly Session[];
  readonly nextCursor: string | null;
} {
  return { data: readList(body, isSession), nextCursor: readCursor(body) };
}

function readCursor(body: unknown): string | null {
  const next = read(body, "next_cursor");
  return typeof next === "string" ? next : null;
}

function isApproval(value: unknown): value is ApprovalRequest {
  return typeof read(value, "id") === "string" && typeof read(value, "status") === "string";
}

function isResult(value: unknown): value is ToolResult {
  return typeof read(value, "success") === "boolean";
}

function isSendResult(value: unknown): value is SendResult {
  return typeof read(value, "message") === "string" && Array.isArray(read(value, "tool_calls"));
}

function isTurn(value: unknown): value is AgentTurn {
  return typeof read(value, "id") === "string" && typeof read(value, "status") === "string";
}

function isLoop(value: unknown): value is DurableLoop {
  return typeof read(value, "id") === "string" && Array.isArray(read(value, "steps"));
}

function isPaymentStatus(value: unknown): value is PaymentStatusReport {
  return typeof read(value, "payment_status") === "string";
}

function isVerificationStatus(value: unknown): value is VerificationStatusReport {
  return typeof read(value, "verification_status") === "string";
}

function isConnection(value: unknown): value is ConnectionDetail {
  return typeof read(value, "id") === "string" && Array.isArray(read(value, "tools"));
}

function isUsage(value: unknown): value is UsageReport {
  return Array.isArray(read(value, "data"));
}

function isAuditEntry(value: unknown): value is AuditEntry {
  return typeof read(value, "seq") === "number";
}

function isVerification(value: unknown): value is AuditVerification {
  return typeof read(value, "valid") === "boolean";
}

function isCallLog(value: unknown): value is CallLog {
  return typeof read(value, "id") === "string" && typeof read(value, "status") === "string";
}

function isSession(value: unknown): value is Session {
  return typeof read(value, "id") === "string";
}

function readList<Item>(body: unknown, isItem: (item: unknown) => item is Item): readonly Item[] {
  const data = read(body, "data");
  if (Array.isArray(data) && data.every(isItem)) return data;
  throw invalid("a list");
}

function read(body: unknown, member: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, member) : undefined;
}

function invalid(expected: string): CodeSparError {
  return new CodeSparError("invalid_response", `The API did not answer with ${expected}.`);
}
