import type { Connection } from "@codespar/protocol";

import type { RequestOptions } from "./http-client.ts";
import type { Session } from "./session.ts";

const pollMs = 1_000;

/** How to wait for servers that a user must connect first. */
export interface ManageConnections {
  /** Wait until every server is connected (false). */
  readonly waitForConnections?: boolean | undefined;
  /** Milliseconds to wait at most (30,000); the session is returned as it is after that. */
  readonly timeout?: number | undefined;
}

/** Waits until every server of a session is connected, or the time is over. */
export async function waitForConnections(
  session: Session,
  { timeout = 30_000 }: ManageConnections,
  options: RequestOptions,
): Promise<void> {
  const endsAt = Date.now() + timeout;
  for (;;) {
    const connections = await session.connections(options);
    if (!connections.some(isPending) || Date.now() + pollMs > endsAt) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function isPending({ status }: Connection): boolean {
  return status === "pending";
}
