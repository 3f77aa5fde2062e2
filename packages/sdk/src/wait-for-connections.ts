import type { Connection } from "@codespar/protocol";

import type { RequestOptions } from "./http-client.ts";
import type { Session } from "./session.ts";
import { withinTime } from "./within-time.ts";

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
  await withinTime(timeout, options.signal, async ({ signal, sleep }) => {
    for (let round = 0; ; round += 1) {
      const connections = await session.connections({ ...options, signal });
      const pending = connections.filter(isPending);
      if (pending.length === 0) return;
      if (round === 0) onPending?.(pending);
      await sleep(pollMs);
    }
  });
}

function isPending({ status }: Connection): boolean {
  return status === "pending";
}
