import type { Store } from "../store/store.ts";

/** How long a stored result is given again, in milliseconds. */
const resultLifetimeMs = 86_400_000;

/** Removes the results whose idempotency keys have expired; the rows stay and refuse a second run. */
export async function expireResults(store: Store, nowMs: number): Promise<void> {
  await store.write((transaction) =>
    transaction
      .updateTable("tool_calls")
      .set({ result: null })
      .where("result", "is not", null)
      .where("called_at", "<", nowMs - resultLifetimeMs)
      .execute(),
  );
}
