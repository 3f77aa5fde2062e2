import type { KeyObject } from "node:crypto";

import { RuntimeError } from "../runtime-error.ts";
import { serversOf } from "../sessions/session-server-row.ts";
import type { SessionRow } from "../store/schema.ts";
import { connectLink } from "./connect-link.ts";
import { beginFlow, type OAuthFlowParts } from "./oauth-flow.ts";

/** What beginning a connection works with. */
export interface BeginConnectionParts extends OAuthFlowParts {
  readonly signingKey: KeyObject;
}

/** A server of a session that a person is to connect. */
export interface ConnectionRequest {
  readonly session: SessionRow;
  readonly serverId: string;
  readonly redirectUrl: string | null;
  readonly scopes: readonly string[] | undefined;
  readonly publicUrl: string;
  readonly now: number;
}

/** Where the person goes to connect it. */
export interface BegunConnection {
  readonly url: string;
  /** Absent where no authorization server is involved. */
  readonly state: string | null;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Begins to connect a server: at its authorization server, or on the page that takes its secrets.
 *
 * @throws RuntimeError `not_found`, or `already_connected`.
 */
export async function beginConnection(
  parts: BeginConnectionParts,
  request: ConnectionRequest,
): Promise<BegunConnection> {
  const { session, serverId, publicUrl, now } = request;
  const owner = {
    projectId: session.project_id,
    environment: session.environment,
    userId: session.user_id,
  };
  const row = serversOf(session).find(({ id }) => id === serverId);
  const server = parts.directory.find(owner, serverId);
  if (row === undefined || server === undefined) {
    throw new RuntimeError("not_found", `The session has no server "${serverId}".`);
  }
  if (row.status === "connected") {
    throw new RuntimeError("already_connected", undefined, { details: { connected: true } });
  }
  if (server.oauth !== undefined) {
    return beginFlow(parts, {
      ...request,
      owner,
      target: server.oauth,
      sessionId: session.id,
    });
  }
  const url = new URL(
    connectLink(parts.signingKey, publicUrl, { sessionId: session.id, serverId }),
  );
  if (request.redirectUrl !== null) url.searchParams.set("redirect_url", request.redirectUrl);
  return { url: url.href, state: null, scopes: [], expiresAt: now + 24 * 3_600_000 };
}
