import { RuntimeError } from "../runtime-error.ts";
import type { Store } from "../store/store.ts";
import type { Principal } from "./principal.ts";

/**
 * Keeps test keys from changing the rules of a project that live keys work in.
 *
 * @throws RuntimeError `insufficient_scope`
 */
export async function refuseTestKey(
  store: Store,
  { environment, orgId }: Principal,
  { projectId, now }: { readonly projectId: string; readonly now: number },
): Promise<void> {
  if (environment === "live") return;
  const live = await store.read
    .selectFrom("api_keys")
    .select("id")
    .where("org_id", "=", orgId)
    .where("environment", "=", "live")
    .where("revoked_at", "is", null)
    .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
    .where(({ or, eb }) => or([eb("project_id", "is", null), eb("project_id", "=", projectId)]))
    .executeTakeFirst();
  if (live === undefined) return;
  const message = "A test key cannot change the policy of a project that has live keys.";
  throw new RuntimeError("insufficient_scope", message, { problem: { kind: "live_key_needed" } });
}
