import type { Principal } from "../../access/principal.ts";
import type { ToolCallRow } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";

/** Lists the newest calls that failed, or whose outcome is unknown. */
export function listFailures(
  store: Store,
  { projectId, environment }: Principal,
  limit: number,
): Promise<readonly ToolCallRow[]> {
  return store.read
    .selectFrom("tool_calls")
    .innerJoin("sessions", "sessions.id", "tool_calls.session_id")
    .selectAll("tool_calls")
    .where("tool_calls.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .where("tool_calls.status", "in", ["error", "unknown"])
    .orderBy("tool_calls.called_at", "desc")
    .orderBy("tool_calls.id", "desc")
    .limit(limit)
    .execute();
}
