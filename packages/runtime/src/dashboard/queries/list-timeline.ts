import { readEntries } from "../../audit/read-entries.ts";
import type { SessionRow } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";
import { type TimelineItem, toTimelineItem } from "./timeline-item.ts";

/** Some of what happened in a session, the newest first. */
export interface Timeline {
  readonly items: readonly TimelineItem[];
  /** How many to skip for the next page, if there is one. */
  readonly next: number | undefined;
}

/** Lists what happened in a session, as its audit tells it: refused calls and decisions too. */
export async function listTimeline(
  store: Store,
  { id, project_id: projectId, environment }: SessionRow,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Timeline> {
  const found = await store.read
    .selectFrom("audit_entries")
    .select("tool_call_id")
    .select(({ fn }) => fn.min("seq").as("first"))
    .where("project_id", "=", projectId)
    .where("session_id", "=", id)
    .groupBy("tool_call_id")
    .orderBy("first", "desc")
    .limit(limit + 1)
    .offset(offset)
    .execute();
  const ids = found.slice(0, limit).map(({ tool_call_id }) => tool_call_id);
  const entries = await readEntries(store, { projectId, environment }, { callIds: ids });
  const items = ids.flatMap((callId) => {
    const item = toTimelineItem(entries.filter((entry) => entry.tool_call_id === callId));
    return item === undefined ? [] : [item];
  });
  return { items, next: found.length > limit ? offset + limit : undefined };
}
