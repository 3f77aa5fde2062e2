import type { Store } from "../../store/store.ts";

/** How many entries a project's chain has, as its head says. */
export async function readChainLength(store: Store, projectId: string): Promise<number> {
  const head = await store.read
    .selectFrom("audit_heads")
    .select("seq")
    .where("project_id", "=", projectId)
    .executeTakeFirst();
  return head?.seq ?? 0;
}
