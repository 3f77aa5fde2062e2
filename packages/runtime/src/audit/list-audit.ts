import type { AuditEntry, Page } from "@codespar/protocol";

import type { ProjectScope } from "../access/project-scope.ts";
import type { Store } from "../store/store.ts";
import { readEntries } from "./read-entries.ts";

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
  reader: ProjectScope,
  { sessionId, tool, toolCallId, afterSeq, limit }: AuditFilter,
): Promise<Page<AuditEntry>> {
  const callIds = toolCallId === undefined ? undefined : [toolCallId];
  const selection = { sessionId, tool, callIds, after: afterSeq, limit: limit + 1 };
  const entries = await readEntries(store, reader, selection);
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page,
    next_cursor: entries.length > limit && last !== undefined ? String(last.seq) : null,
  };
}
