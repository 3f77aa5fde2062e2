import type { Connection } from "@codespar/protocol";

import { startDeadline } from "./deadline.ts";
import { TimeoutError } from "./errors.ts";
import type { RequestOptions } from "./http-client.ts";
import type { Session } from "./session.ts";

const pollMs = 1_000;

/** How to treat servers that a user must connect first. */
export interface ManageConnections {
  /** Wait until every server is connected (false). */
  readonly waitForConnections?: boolean | undefined;
  /**
   * Milliseconds to wait at most (30,000); the session is returned as it is after that, and
   * `session.servers` says what did not connect.
   */
  readonly timeout?: number | undefined;
  /**
   * Whose accounts the servers may use: the project's where the user has none (`"project"`, the
   * default), or nothing but the user's own (`"user"`).
   */
  readonly accounts?: "project" | "user" | undefined;
  /** Hears of the connections the wait is for, with the addresses where the user makes them. */
  readonly onPending?: ((connections: readonly Connection[]) => void) | undefined;
}

/** Waits until every server of a session is connected, or the time is over. */
export async function waitForConnections(
  session: Session,
  { timeout = 30_000, onPending }: ManageConnections,
  options: RequestOptions,
): Promise<void> {
  using deadline = startDeadline(timeout, options.signal);
  for (let round = 0; ; round += 1) {
    const pending = (await session.connections(options)).filter(isPending);
    if (pending.length === 0 || deadline.remainingMs() <= 0) return;
    if (round === 0) onPending?.(pending);
    const isOver = await deadline.sleep(pollMs).then(() => false, isTimeout);
    if (isOver) return;
  }
}

/** Whether a wait ended because the time was over; an abort is the caller's own. */
function isTimeout(cause: unknown): boolean {
  if (cause instanceof TimeoutError) return true;
  throw cause;
}

function isPending({ status }: Connection): boolean {
  return status === "pending";
}
