import type { SessionStatus } from "@codespar/protocol";

import type { SessionConfig } from "./codespar.ts";
import type { RequestOptions } from "./http-client.ts";
import type { Session } from "./session.ts";

/** Which sessions to list. */
export interface SessionFilter {
  /** Only those in this state. */
  readonly status?: SessionStatus | undefined;
  /** Only this end user's. */
  readonly userId?: string | undefined;
  /** How many at most: 1 to 200 (50). */
  readonly limit?: number | undefined;
  /** Where the page starts: `nextCursor` of the one before. */
  readonly cursor?: string | undefined;
}

/** A page of sessions, the newest first. */
export interface SessionPage {
  readonly data: readonly Session[];
  /** Where the next page starts; `null` when there is none. */
  readonly nextCursor: string | null;
}

/** Sessions as a collection. */
export interface Sessions {
  /** Opens a session for one end user; the same as `codespar.create`. */
  create(userId: string, config: SessionConfig, options?: RequestOptions): Promise<Session>;
  /** Takes up a session that was opened before; the same as `codespar.get`. */
  get(sessionId: string, options?: RequestOptions): Promise<Session>;
  /** Lists the project's sessions. */
  list(filter?: SessionFilter, options?: RequestOptions): Promise<SessionPage>;
}
