import type { AuditEntry } from "@codespar/protocol";
import { type RawBuilder, sql } from "kysely";

import type { ProjectScope } from "../access/project-scope.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { AuditEntryRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { type AuditRecord, genesisHash } from "./audit-record.ts";

/** Which entries of a project's chain to read. */
export interface EntrySelection {
  readonly sessionId?: string | undefined;
  readonly tool?: string | undefined;
  /** Only those of these calls. */
  readonly callIds?: readonly string[] | undefined;
  /** A text that stands in the entry: in its facts, its input or its output. */
  readonly text?: string | undefined;
  /** Only entries after this position. */
  readonly after?: number | undefined;
  /** Only entries before this position. */
  readonly before?: number | undefined;
  /** Whether the newest come first (false). */
  readonly newestFirst?: boolean | undefined;
  /** How many at most (all). */
  readonly limit?: number | undefined;
}

/**
 * Reads entries of a project's audit, in chain order unless told otherwise; test keys are not shown
 * what happened in live sessions and to live accounts.
 */
export async function readEntries(
  store: Store,
  { projectId, environment }: ProjectScope,
  selection: EntrySelection,
): Promise<readonly AuditEntry[]> {
  const { sessionId, tool, callIds, text, after, before, newestFirst, limit } = selection;
  if (callIds?.length === 0) return [];
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
    .orderBy("entry.seq", newestFirst === true ? "desc" : "asc");
  if (environment === "test") query = query.where(isNotLive);
  if (sessionId !== undefined) query = query.where("entry.session_id", "=", sessionId);
  if (tool !== undefined) query = query.where("entry.tool", "=", tool);
  if (callIds !== undefined) query = query.where("entry.tool_call_id", "in", callIds);
  if (after !== undefined) query = query.where("entry.seq", ">", after);
  if (before !== undefined) query = query.where("entry.seq", "<", before);
  if (limit !== undefined) query = query.limit(limit);
  if (text !== undefined) {
    const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
    query = query.where(({ or }) => or(texts.map((held) => holds(held, pattern))));
  }
  return (await query.execute()).map(toAuditEntry);
}

/** Where an entry's texts are. */
const texts = ["entry.record", "entry.input", "entry.output"] as const;

function holds(text: (typeof texts)[number], pattern: string): RawBuilder<boolean> {
  return sql<boolean>`lower(${sql.ref(text)}) like ${pattern} escape '\\'`;
}

const isNotLive = sql<boolean>`not exists (
  select 1 from sessions where sessions.id = entry.session_id and sessions.environment = 'live')
  and not exists (
  select 1 from connections
  where connections.id = entry.tool_call_id and connections.environment = 'live')`;

function toAuditEntry(row: AuditEntryRow & { readonly previous_hash: string | null }): AuditEntry {
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
