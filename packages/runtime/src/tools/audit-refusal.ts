import type { Principal } from "../access/principal.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Clock } from "../clock.ts";
import type { RuntimeError } from "../runtime-error.ts";
import type { Store } from "../store/store.ts";
import { newTimedId } from "../timed-id.ts";

/** What recording a refusal works with. */
export interface AuditRefusalParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: AuditLog;
}

/** A request to run a tool that was refused as a request, before it became a call. */
export interface RefusedRequest {
  readonly principal: Principal;
  /** As asked; another project's id stays what it is to the caller, a text. */
  readonly sessionId: string;
  readonly tool: string;
  readonly error: RuntimeError;
}

/** Records a refused request in the caller's own project. */
export function auditRefusal(
  { store, clock, audit }: AuditRefusalParts,
  { principal, sessionId, tool, error }: RefusedRequest,
): Promise<void> {
  return store.write(
    (transaction) =>
      audit.append(transaction, {
        kind: "refusal",
        at: new Date(clock.now()).toISOString(),
        project_id: principal.projectId,
        session_id: sessionId,
        user_id: "",
        key_id: principal.keyId,
        tool_call_id: newTimedId("tc"),
        tool,
        server: "",
        decision: `refused: ${error.message}`,
        status: "refused",
        error_code: error.code,
        duration_ms: 0,
        origin: null,
        input: null,
        output: null,
      }),
    "read committed",
  );
}
