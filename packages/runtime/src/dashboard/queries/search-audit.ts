import type { AuditEntry } from "@codespar/protocol";
import { sql } from "kysely";

import { toAuditEntry } from "../../audit/list-audit.ts";
import type { Store } from "../../store/store.ts";

/** Which entries to show. */
export interface AuditSearch {
  readonly sessionId?: string | undefined;
  readonly tool?: string | undefined;
  readonly callId?: string | undefined;
  /** A text that stands in the entry's facts: a user, a server, a decision, an error code. */
  readonly text?: string | undefined;
  /** Entries before this position. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Some audit entries, the newest first. */
export interface AuditFound {
  readonly entries: readonly AuditEntry[];
  /** Where older ones begin, if there are some. */
  readonly before: number | undefined;
}

/** Finds a project's audit entries, the newest first. */
export async function searchAudit(
  store: Store,
  projectId: string,
  { sessionId, tool, callId, text, before, limit }: AuditSearch,
): Promise<AuditFound> {
  let query = store.read
    .selectFrom("audit_entries as entry")
    .leftJoin("audit_entries as previous", (join) =>
      join
        .onRef("previous.project_id", "=", "entry.project_id")
        .on((on) => on("previous.seq", "=", on.eb("entry.seq", "-", 1))),
    )
    .selectAll("entry")
    .select("previous.hash as previous_hash")
    .where("entry.project_id", "=", projectId);
  if (sessionId !== undefined) query = query.where("entry.session_id", "=", sessionId);
  if (tool !== undefined) query = query.where("entry.tool", "=", tool);
  if (callId !== undefined) query = query.where("entry.tool_call_id", "=", callId);
  if (before !== undefined) query = query.where("entry.seq", "<", before);
  if (text !== undefined) {
    const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
    query = query.where(sql<boolean>`lower(entry.record) like ${pattern} escape '\\'`);
  }
  const rows = await query
    .orderBy("entry.seq", "desc")
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    entries: page.map(toAuditEntry),
    before: rows.length > limit ? page.at(-1)?.seq : undefined,
  };
}
