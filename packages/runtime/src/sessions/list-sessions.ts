import type { Principal } from "../access/principal.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SessionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Which sessions to list. */
export interface SessionListFilter {
  readonly limit: number;
  /** Sessions older than this one. */
  readonly before?: string | undefined;
  readonly status?: SessionRow["status"] | undefined;
  readonly userId?: string | undefined;
}

/** Lists a project's sessions, newest first. */
export async function listSessions(
  store: Store,
  { projectId, environment }: Principal,
  { limit, before, status, userId }: SessionListFilter,
): Promise<readonly SessionRow[]> {
  const anchor = before === undefined ? undefined : await findAnchor(store, projectId, before);
  let query = store.read
    .selectFrom("sessions")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("environment", "=", environment);
  if (anchor !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "id"), "<", tuple(anchor.created_at, anchor.id)),
    );
  }
  if (status !== undefined) query = query.where("status", "=", status);
  if (userId !== undefined) query = query.where("user_id", "=", userId);
  return query.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).execute();
}

async function findAnchor(store: Store, projectId: string, id: string): Promise<SessionRow> {
  const row = await store.read
    .selectFrom("sessions")
    .selectAll()
    .where("id", "=", id)
    .where("project_id", "=", projectId)
    .executeTakeFirst();
  if (row === undefined) throw new RuntimeError("not_found", `There is no session "${id}".`);
  return row;
}
