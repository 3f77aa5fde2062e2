import type { Expression, ExpressionBuilder, SqlBool } from "kysely";

import type { ApprovalRow, Database } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Which requests to list. */
export interface ApprovalFilter {
  readonly projectId: string;
  readonly environment: "test" | "live";
  /** As of `now`: what nobody decided or used in time has expired. */
  readonly status?: ApprovalRow["status"] | undefined;
  readonly now: number;
  readonly sessionId?: string | undefined;
  readonly limit: number;
  /** Requests older than this one. */
  readonly before?: string | undefined;
}

/** Lists requests, the newest first. */
export async function listApprovals(
  store: Store,
  filter: ApprovalFilter,
): Promise<readonly ApprovalRow[]> {
  const { projectId, environment, status, sessionId, limit, before, now } = filter;
  let query = store.read
    .selectFrom("approvals")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("environment", "=", environment);
  // What it was when it ended a page need not be what it is now.
  const anchor =
    before === undefined ? undefined : await query.where("id", "=", before).executeTakeFirst();
  if (sessionId !== undefined) query = query.where("session_id", "=", sessionId);
  if (anchor !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("requested_at", "id"), "<", tuple(anchor.requested_at, anchor.id)),
    );
  }
  if (status !== undefined) query = query.where((of) => hasStatus(of, status, now));
  return query.orderBy("requested_at", "desc").orderBy("id", "desc").limit(limit).execute();
}

function hasStatus(
  { eb, and, or }: ExpressionBuilder<Database, "approvals">,
  status: ApprovalRow["status"],
  now: number,
): Expression<SqlBool> {
  const is = eb("status", "=", status);
  if (status === "pending" || status === "approved") return and([is, eb("expires_at", ">", now)]);
  if (status !== "expired") return is;
  const isOver = eb("expires_at", "<=", now);
  return or([is, and([eb("status", "in", ["pending", "approved"]), isOver])]);
}
