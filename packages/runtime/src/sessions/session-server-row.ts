import type { SessionServer } from "@codespar/protocol";

import { parseStored } from "../store/parse-stored.ts";
import type { SessionRow } from "../store/schema.ts";

/** What a session remembers of one of its servers. */
export interface SessionServerRow extends SessionServer {
  /** Milliseconds since 1970; `null` when it never connected. */
  readonly connected_at: number | null;
}

/** The servers of a stored session. */
export function serversOf(row: SessionRow): readonly SessionServerRow[] {
  return parseStored(row.servers);
}

/** The metadata of a stored session. */
export function metadataOf(row: SessionRow): Readonly<Record<string, string>> {
  return parseStored(row.metadata);
}

/** The ids of the servers whose tools a stored session has. */
export function connectedServerIds(row: SessionRow): readonly string[] {
  return serversOf(row)
    .filter(({ status }) => status === "connected")
    .map(({ id }) => id);
}
