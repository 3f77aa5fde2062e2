import type { ErrorCode } from "@codespar/protocol";

import type { StoreTransaction } from "../store/store.ts";

/** Which loops are canceled, and why. */
export interface LoopCancellation {
  readonly sessionId: string;
  /** One loop (all of the session's). */
  readonly id?: string;
  readonly code: ErrorCode | null;
  readonly error: string | null;
  readonly now: number;
}

/** Cancels a session's open loops; a call under way ends as it will, and is recorded. */
export async function cancelLoops(
  transaction: StoreTransaction,
  { sessionId, id, code, error, now }: LoopCancellation,
): Promise<void> {
  let update = transaction
    .updateTable("loops")
    .set(({ eb }) => ({
      status: "canceled",
      version: eb("version", "+", 1),
      error_code: code,
      error,
      error_step: null,
      approval_id: null,
      finished_at: now,
    }))
    .where("session_id", "=", sessionId)
    .where("status", "in", ["running", "waiting"]);
  if (id !== undefined) update = update.where("id", "=", id);
  await update.execute();
}
