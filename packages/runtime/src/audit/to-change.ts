import type { Principal } from "../access/principal.ts";
import type { NewAuditEntry } from "./audit-log.ts";

/** A change of what keys or agents may do. */
export interface Change {
  readonly by: Pick<Principal, "projectId" | "keyId">;
  /** The operation of the API that made it, or would have. */
  readonly operation: "setPolicy" | "createApiKey" | "revokeApiKey";
  /** What was changed: a key, or the project. */
  readonly subjectId: string;
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
  decision,
  input,
  now,
}: Change): NewAuditEntry {
  return {
    kind: "change",
    at: new Date(now).toISOString(),
    project_id: projectId,
    session_id: "",
    user_id: "",
    key_id: keyId,
    tool_call_id: subjectId,
    tool: operation,
    server: "",
    decision,
    status: "success",
    error_code: null,
    duration_ms: null,
    origin: null,
    input,
    output: null,
  };
}
