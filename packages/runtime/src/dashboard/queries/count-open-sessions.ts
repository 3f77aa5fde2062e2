import type { Principal } from "../../access/principal.ts";
import type { Store } from "../../store/store.ts";

/** Counts the sessions that can be used now. */
export async function countOpenSessions(
  store: Store,
  { projectId, environment }: Principal,
  now: number,
): Promise<number> {
  const { total } = await store.read
    .selectFrom("sessions")
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .where("project_id", "=", projectId)
    .where("environment", "=", environment)
    .where("status", "=", "active")
    .where("expires_at", ">", now)
    .executeTakeFirstOrThrow();
  return total;
}
