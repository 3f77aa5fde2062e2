import type { ErrorCode } from "./error-code.ts";
import type { ToolCallOrigin } from "./tool-call.ts";

/** What an audit entry records about a call, a person's decision on one, or a change of the rules. */
export type AuditKind = "intent" | "outcome" | "replay" | "refusal" | "approval" | "change";

/** One link of a project's audit chain. A call that ran has two: its intent and its outcome. */
export interface AuditEntry {
  /** Position in the project's chain, from 1. */
  readonly seq: number;
  /** What is recorded. */
  readonly kind: AuditKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Project the chain belongs to. */
  readonly project_id: string;
  /** Session of the call; empty on a change, but for an account's that was connected from one. */
  readonly session_id: string;
  /** End user of the session, or of the account that was changed; else empty. */
  readonly user_id: string;
  /** The API key that made the request; empty where the user followed a link. */
  readonly key_id: string;
  /**
   * The call, shared by its entries; the request (`apr_…`), where a person decided on one; the key,
   * the account or the project that was changed.
   */
  readonly tool_call_id: string;
  /** Tool name, as listed (as asked, when unknown); the API's operation on a change. */
  readonly tool: string;
  /** The server asked, empty when none was chosen. */
  readonly server: string;
  /** Why it ran or did not. */
  readonly decision: string;
  /** Outcome of the call; `null` on an intent. */
  readonly status: "success" | "error" | "unknown" | "refused" | null;
  /** `null` unless it failed. */
  readonly error_code: ErrorCode | null;
  /** Milliseconds, whole; `null` on an intent. */
  readonly duration_ms: number | null;
  /** Where the call came from. */
  readonly origin: ToolCallOrigin | null;
  /** Arguments, with secrets removed, except on an outcome and a replay; what a change made. */
  readonly input: unknown;
  /** Result, with secrets removed; only on an outcome. */
  readonly output: unknown;
  /** SHA-256 of the previous entry, hex. */
  readonly prev_hash: string;
  /** SHA-256 of this entry and everything before it, hex. */
  readonly hash: string;
}

/** The answer of `GET /v1/audit/verify`. */
export interface AuditVerification {
  /** Whether the whole chain holds. */
  readonly valid: boolean;
  /** Entries checked. */
  readonly entries: number;
  /** Hash of the newest entry, hex. */
  readonly head: string;
  /** The first entry that does not hold, or `null`. */
  readonly broken: { readonly seq: number; readonly id: string; readonly reason: string } | null;
}
