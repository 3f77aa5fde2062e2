import type { AuditEntry } from "@codespar/protocol";

import { toAuditEntry } from "../../audit/list-audit.ts";
import type { Store } from "../../store/store.ts";

/** Reads the audit entries of some calls of a project, in chain order. */
export async function readAuditOf(
  store: Store,
  projectId: string,
  callIds: readonly string[],
): Promise<readonly AuditEntry[]> {
  if (callIds.length === 0) return [];
  const rows = await store.read
    .selectFrom("audit_entries as entry")
    .leftJoin("audit_entries as previous", (join) =>
      join
        .onRef("previous.project_id", "=", "entry.project_id")
        .on((on) => on("previous.seq", "=", on.eb("entry.seq", "-", 1))),
    )
    .selectAll("entry")
    .select("previous.hash as previous_hash")
    .where("entry.project_id", "=", projectId)
    .where("entry.tool_call_id", "in", callIds)
    .orderBy("entry.seq")
    .execute();
  return rows.map(toAuditEntry);
}
