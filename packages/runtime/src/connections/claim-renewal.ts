import type { ConnectionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Longer than an authorization server may take to answer. */
const renewalMs = 30_000;

/**
 * Takes the renewing of an account's tokens for some time; answers whether nobody else has it, and the
 * tokens are still those of the row.
 */
export async function claimRenewal(
  store: Store,
  { id, secret }: ConnectionRow,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await store.write((transaction) =>
    transaction
      .updateTable("connections")
      .set({ renewing_until: now + renewalMs })
      .where("id", "=", id)
      .where("status", "=", "connected")
      .where("secret", "=", secret)
      .where(({ or, eb }) =>
        or([eb("renewing_until", "is", null), eb("renewing_until", "<=", now)]),
      )
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}
