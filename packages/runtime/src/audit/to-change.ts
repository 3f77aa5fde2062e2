import type { Principal } from "../access/principal.ts";
import type { NewAuditEntry } from "./audit-log.ts";

/** A change of what keys or agents may do, and with whose accounts. */
export interface Change {
  /** The key that made it; an empty one stands for the user, who followed a link. */
  readonly by: Pick<Principal, "projectId" | "keyId">;
  /** The operation of the API that made it, or would have. */
  readonly operation:
    | "setPolicy"
    | "createApiKey"
    | "revokeApiKey"
    | "createProject"
    | "connectAccount"
    | "revokeAccount";
  /** What was changed: a key, an account, or the project. */
  readonly subjectId: string;
  /** Whose account it is, where, and the session it was connected from. */
  readonly account?: {
    readonly userId: string;
    readonly server: string;
    readonly sessionId: string | null;
  };
  /** For people: what was done. */
  readonly decision: string;
  /** What it is now; never a secret. */
  readonly input: unknown;
  readonly now: number;
}

/** What the audit says of a change: who made it, of what, and what it is now. */
export function toChange({
  by: { projectId, keyId },
  operation,
  subjectId,
  account,
  decision,
  input,
  now,
}: Change): NewAuditEntry {
  return {
    kind: "change",
    at: new Date(now).toISOString(),
    project_id: projectId,
    session_id: account?.sessionId ?? "",
    user_id: account?.userId ?? "",
    key_id: keyId,
    tool_call_id: subjectId,
    tool: operation,
    server: account?.server ?? "",
    decision,
    status: "success",
    error_code: null,
    duration_ms: null,
    origin: null,
    input,
    output: null,
  };
}
