import type { AuditEntry } from "@codespar/protocol";

import type { ProjectScope } from "../../access/project-scope.ts";
import { type EntrySelection, readEntries } from "../../audit/read-entries.ts";
import type { Store } from "../../store/store.ts";

/** Which entries to show. */
export interface AuditSearch extends Pick<
  EntrySelection,
  "sessionId" | "tool" | "text" | "before"
> {
  readonly callId?: string | undefined;
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
  reader: ProjectScope,
  { callId, limit, ...search }: AuditSearch,
): Promise<AuditFound> {
  const callIds = callId === undefined ? undefined : [callId];
  const selection = { ...search, callIds, newestFirst: true, limit: limit + 1 };
  const found = await readEntries(store, reader, selection);
  const entries = found.slice(0, limit);
  return { entries, before: found.length > limit ? entries.at(-1)?.seq : undefined };
}
