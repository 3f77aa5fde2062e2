import type { Principal } from "../../access/principal.ts";
import type { Store } from "../../store/store.ts";

/** Counts the calls that wait for a person now. */
export async function countWaiting(
  store: Store,
  { projectId, environment }: Principal,
  now: number,
): Promise<number> {
  const { total } = await store.read
    .selectFrom("approvals")
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .where("project_id", "=", projectId)
    .where("environment", "=", environment)
    .where("status", "=", "pending")
    .where("expires_at", ">", now)
    .executeTakeFirstOrThrow();
  return total;
}
