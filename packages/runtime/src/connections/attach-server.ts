import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SessionServerRow } from "../sessions/session-server-row.ts";
import type { Accounts } from "./accounts.ts";
import type { AccountOwner } from "./connection-store.ts";
import { isUnauthorized } from "./is-unauthorized.ts";

/** What attaching works with. */
export interface AttachServerParts {
  readonly directory: ServerDirectory;
  readonly pool: McpPool;
  readonly accounts: Accounts;
}

/** A server to attach. */
export interface AttachRequest {
  readonly owner: AccountOwner;
  readonly serverId: string;
  /** Whether nothing but the user's own account will do. */
  readonly ownOnly: boolean;
  readonly now: number;
}

/** Attaches a server to a session if it can be had now; never throws. */
export async function attachServer(
  { directory, pool, accounts }: AttachServerParts,
  { owner, serverId, ownOnly, now }: AttachRequest,
): Promise<SessionServerRow> {
  const name = directory.find(owner, serverId)?.facts.name ?? serverId;
  const base = { id: serverId, name, connected_at: null };
  const account = await accounts.choose(owner, serverId, ownOnly);
  if (account === undefined) return { ...base, status: "pending" };
  try {
    await pool.open({ ...owner, serverId, account });
    return { ...base, status: "connected", connected_at: now, account };
  } catch (cause) {
    if (isUnauthorized(cause)) return { ...base, status: "pending" };
    const needs = cause instanceof RuntimeError && cause.code === "needs_connection";
    if (needs) return { ...base, status: "pending" };
    return { ...base, status: "error", error: `${name} could not be reached.` };
  }
}
