import type { Store } from "../store/store.ts";
import type { Vault } from "../vault/vault.ts";

/** Seals again what an older key sealed, so that the older key can be taken away. */
export async function resealSecrets(store: Store, vault: Vault): Promise<void> {
  const rows = await store.read
    .selectFrom("connections")
    .select(["id", "secret"])
    .where("secret", "is not", null)
    .execute();
  for (const { id, secret } of rows) {
    if (secret === null || !vault.isStale(secret)) continue;
    const resealed = reseal(vault, secret, id);
    if (resealed === undefined) continue;
    await store.write((transaction) =>
      transaction
        .updateTable("connections")
        .set({ secret: resealed })
        .where("id", "=", id)
        .where("secret", "=", secret)
        .execute(),
    );
  }
}

/** Nothing when the key that sealed it is not configured: the account cannot be used then. */
function reseal(vault: Vault, secret: string, id: string): string | undefined {
  try {
    return vault.seal(vault.open(secret, id), id);
  } catch {
    return undefined;
  }
}
