import type { ApprovalRequest } from "@codespar/protocol";

import { startDeadline } from "./deadline.ts";
import { TimeoutError } from "./errors.ts";

const firstPollMs = 250;
const maxPollMs = 3_000;

/** A wait for a person's decision. */
export interface DecisionWait {
  /** Asks how the request stands. */
  readonly read: () => Promise<ApprovalRequest>;
  /** Milliseconds to wait at most. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Waits until a person has decided, or the time is over.
 *
 * @returns Whether there is a decision.
 */
export async function waitForDecision({ read, timeoutMs, signal }: DecisionWait): Promise<boolean> {
  using deadline = startDeadline(timeoutMs, signal);
  for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 2, maxPollMs)) {
    if ((await read()).status !== "pending") return true;
    try {
      await deadline.sleep(Math.min(pollMs, Math.max(1, deadline.remainingMs())));
    } catch (cause) {
      if (cause instanceof TimeoutError) return false;
      throw cause;
    }
  }
}
