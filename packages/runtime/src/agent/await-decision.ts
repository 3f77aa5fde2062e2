import type { Principal } from "../access/principal.ts";
import type { Clock } from "../clock.ts";
import { type Approvals, toApprovalRequest } from "../policy/approvals.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { SessionRow } from "../store/schema.ts";

const firstPollMs = 100;
const maxPollMs = 1_000;
/** How many looks there are between two signs that the session is in use. */
const pollsPerTouch = 10;

/** What waiting for a person works with. */
export interface AwaitDecisionParts {
  readonly approvals: Approvals;
  readonly sessions: SessionRegistry;
  readonly clock: Clock;
}

/** A decision that is waited for. */
export interface AwaitedDecision {
  readonly approvalId: string;
  readonly principal: Principal;
  readonly session: SessionRow;
  readonly maxMs: number;
  /** Nobody waits any more. */
  readonly signal: AbortSignal;
}

/**
 * Waits for a person, who may decide on another node.
 *
 * @returns Whether there is a decision; there is none when the time is over or the request expired.
 */
export async function awaitDecision(
  { approvals, sessions, clock }: AwaitDecisionParts,
  { approvalId, principal, session, maxMs, signal }: AwaitedDecision,
): Promise<boolean> {
  const until = performance.now() + maxMs;
  for (let polls = 1, pollMs = firstPollMs; ; polls += 1) {
    const { status } = toApprovalRequest(await approvals.get(principal, approvalId), clock.now());
    if (status !== "pending") return status !== "expired";
    const leftMs = until - performance.now();
    if (leftMs <= 0 || signal.aborted) return false;
    // Who waits for a person uses the session.
    if (polls % pollsPerTouch === 0) await sessions.touch(session);
    await sleep(Math.min(pollMs, leftMs), signal);
    pollMs = Math.min(pollMs * 2, maxPollMs);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake, { once: true });
  });
}
