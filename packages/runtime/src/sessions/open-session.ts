import type { CreateSessionRequest } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import { resolveServers } from "../catalog/resolve-servers.ts";
import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import type { SessionRow } from "../store/schema.ts";
import type { SessionRegistry } from "./session-registry.ts";
import type { SessionServerRow } from "./session-server-row.ts";

/** What opening a session works with. */
export interface OpenSessionParts {
  readonly directory: ServerDirectory;
  readonly pool: McpPool;
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
  { directory, pool, sessions, now }: OpenSessionParts,
  { principal, request, idempotencyKey }: OpenSessionRequest,
): Promise<SessionRow> {
  if (idempotencyKey !== null) {
    const earlier = await sessions.findByKey(principal, idempotencyKey, request);
    if (earlier !== undefined) return earlier;
  }
  const ids = resolveServers(request, (id) => directory.find(principal, id) !== undefined);

  async function attach(id: string): Promise<SessionServerRow> {
    const name = directory.find(principal, id)?.facts.name ?? id;
    try {
      await pool.open(principal, id);
      return { id, name, status: "connected", connected_at: now() };
    } catch {
      const error = `${name} could not be reached.`;
      return { id, name, status: "error", error, connected_at: null };
    }
  }

  const servers = await Promise.all(ids.map(attach));
  try {
    return await sessions.open({ principal, request, servers, idempotencyKey });
  } catch (cause) {
    const winner =
      idempotencyKey === null
        ? undefined
        : await sessions.findByKey(principal, idempotencyKey, request);
    if (winner === undefined) throw cause;
    return winner;
  }
}
