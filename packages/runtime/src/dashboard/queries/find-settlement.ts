import type { SettlementRow, ToolCallRow } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";

/** Finds the payment that a call created. */
export function findSettlement(
  store: Store,
  { id, project_id: projectId }: ToolCallRow,
): Promise<SettlementRow | undefined> {
  return store.read
    .selectFrom("settlements")
    .selectAll()
    .where("tool_call_id", "=", id)
    .where("project_id", "=", projectId)
    .executeTakeFirst();
}
