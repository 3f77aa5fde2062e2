import type { AuditEntry, Page } from "@codespar/protocol";

import { parseStored } from "../store/parse-stored.ts";
import type { AuditEntryRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { type AuditRecord, genesisHash } from "./audit-record.ts";

/** Which entries to show. */
export interface AuditFilter {
  readonly sessionId?: string | undefined;
  readonly tool?: string | undefined;
  readonly toolCallId?: string | undefined;
  /** Entries after this position. */
  readonly afterSeq: number;
  readonly limit: number;
}

/** Lists a project's audit entries in chain order. */
export async function listAudit(
  store: Store,
  projectId: string,
  filter: AuditFilter,
): Promise<Page<AuditEntry>> {
  const { sessionId, tool, toolCallId, afterSeq, limit } = filter;
  let query = store.read
    .selectFrom("audit_entries as entry")
    .leftJoin("audit_entries as previous", (join) =>
      join
        .onRef("previous.project_id", "=", "entry.project_id")
        .on((on) => on("previous.seq", "=", on.eb("entry.seq", "-", 1))),
    )
    .selectAll("entry")
    .select("previous.hash as previous_hash")
    .where("entry.project_id", "=", projectId)
    .where("entry.seq", ">", afterSeq);
  if (sessionId !== undefined) query = query.where("entry.session_id", "=", sessionId);
  if (tool !== undefined) query = query.where("entry.tool", "=", tool);
  if (toolCallId !== undefined) query = query.where("entry.tool_call_id", "=", toolCallId);
  const rows = await query
    .orderBy("entry.seq")
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map(toAuditEntry),
    next_cursor: rows.length > limit && last !== undefined ? String(last.seq) : null,
  };
}

/** A stored entry as it travels. */
export function toAuditEntry(
  row: AuditEntryRow & { readonly previous_hash: string | null },
): AuditEntry {
  const record = parseStored<AuditRecord>(row.record);
  const { input_digest: _input, output_digest: _output, ...facts } = record;
  return {
    ...facts,
    input: row.input === null ? null : parseStored<unknown>(row.input),
    output: row.output === null ? null : parseStored<unknown>(row.output),
    prev_hash: row.previous_hash ?? genesisHash,
    hash: row.hash,
  };
}
