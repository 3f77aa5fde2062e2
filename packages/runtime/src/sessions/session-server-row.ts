import type { SessionServer } from "@codespar/protocol";

import { sharedAccount } from "../connections/account.ts";
import type { LinkTarget } from "../mcp/mcp-pool.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { SessionRow } from "../store/schema.ts";

/** What a session remembers of one of its servers. */
export interface SessionServerRow extends SessionServer {
  /** Milliseconds since 1970; `null` when it never connected. */
  readonly connected_at: number | null;
  /** Whose account it uses: a connection's id, or that of everybody in the project. */
  readonly account?: string;
}

const maxParsed = 1_000;
const parsed = new Map<string, readonly SessionServerRow[]>();

/** The servers of a stored session. */
export function serversOf({ servers: text }: SessionRow): readonly SessionServerRow[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const servers = parseStored<readonly SessionServerRow[]>(text);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(text, servers);
  return servers;
}

/** The metadata of a stored session. */
export function metadataOf(row: SessionRow): Readonly<Record<string, string>> {
  return parseStored(row.metadata);
}

/** The servers whose tools a stored session has. */
export function connectedServers(row: SessionRow): readonly SessionServerRow[] {
  return serversOf(row).filter(({ status }) => status === "connected");
}

/** Which link a session's calls to a server go over. */
export function linkTarget(row: SessionRow, serverId: string): LinkTarget {
  const server = serversOf(row).find(({ id }) => id === serverId);
  return {
    projectId: row.project_id,
    environment: row.environment,
    serverId,
    account: server?.account ?? sharedAccount,
  };
}
