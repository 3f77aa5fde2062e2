import type { Store } from "../store/store.ts";
import type { DashboardGrant } from "./dashboard-token.ts";

/** Ends a sign-in to the dashboard: its cookie is worth nothing from now on, whoever kept it. */
export async function signOut(store: Store, grant: DashboardGrant, now: number): Promise<void> {
  const row = { sign_in_id: grant.signInId, expires_at: grant.expiresAt };
  await store.write(async (transaction) => {
    await transaction.deleteFrom("dashboard_sign_outs").where("expires_at", "<=", now).execute();
    await transaction
      .insertInto("dashboard_sign_outs")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

/** Whether a sign-in was ended before its time. */
export async function isSignedOut(store: Store, { signInId }: DashboardGrant): Promise<boolean> {
  const row = await store.read
    .selectFrom("dashboard_sign_outs")
    .select("sign_in_id")
    .where("sign_in_id", "=", signInId)
    .executeTakeFirst();
  return row !== undefined;
}
