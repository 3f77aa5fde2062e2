import type { CreateSessionRequest } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import type { Principal } from "../access/principal.ts";
import { resolveServers } from "../catalog/resolve-servers.ts";
import { attachServer, type AttachServerParts } from "../connections/attach-server.ts";
import type { SessionRow } from "../store/schema.ts";
import type { SessionRegistry } from "./session-registry.ts";

/** What opening a session works with. */
export interface OpenSessionParts extends AttachServerParts {
  readonly sessions: SessionRegistry;
  readonly now: () => number;
}

/** A request to open a session. */
export interface OpenSessionRequest {
  readonly principal: Principal;
  readonly request: CreateSessionRequest;
  readonly idempotencyKey: string | null;
}

/** Opens a session with every server that can be attached; one failing server fails only itself. */
export async function openSession(
  parts: OpenSessionParts,
  { principal, request, idempotencyKey }: OpenSessionRequest,
): Promise<SessionRow> {
  const { directory, sessions } = parts;
  if (idempotencyKey !== null) {
    const earlier = await sessions.findByKey(principal, idempotencyKey, request);
    if (earlier !== undefined) return earlier;
  }
  const ids = resolveServers(request, (id) => directory.find(principal, id) !== undefined);
  const owner = { ...principal, userId: request.user_id };
  const ownOnly = wantsOwnAccounts(request);
  const now = parts.now();
  const servers = await Promise.all(
    ids.map((serverId) => attachServer(parts, { owner, serverId, ownOnly, now })),
  );
  try {
    return await sessions.open({ principal, request, servers, ownOnly, idempotencyKey });
  } catch (cause) {
    const winner =
      idempotencyKey === null
        ? undefined
        : await sessions.findByKey(principal, idempotencyKey, request);
    if (winner === undefined) throw cause;
    return winner;
  }
}

/** Whether the user is to connect every server, whatever accounts the project has. */
function wantsOwnAccounts({ manageConnections }: CreateSessionRequest): boolean {
  return isRecord(manageConnections) && manageConnections["accounts"] === "user";
}
