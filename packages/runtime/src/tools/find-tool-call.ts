import type { Principal } from "../access/principal.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Finds a call of the caller's project and environment. */
export async function findToolCall(
  store: Store,
  { projectId, environment }: Principal,
  id: string,
): Promise<ToolCallRow> {
  const row = await store.read
    .selectFrom("tool_calls")
    .innerJoin("sessions", "sessions.id", "tool_calls.session_id")
    .selectAll("tool_calls")
    .where("tool_calls.id", "=", id)
    .where("tool_calls.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .executeTakeFirst();
  if (row === undefined) throw new RuntimeError("not_found", `There is no call "${id}".`);
  return row;
}
