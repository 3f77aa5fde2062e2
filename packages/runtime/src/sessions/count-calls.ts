import { sql } from "kysely";

import { prepareRowsQuery } from "../store/prepared-query.ts";
import type { StoreTransaction } from "../store/store.ts";

interface SessionCalls {
  readonly id: string;
  readonly calls: number;
  /** When the session closes without a further request. */
  readonly expiresAt: number;
}

const updateSessions = prepareRowsQuery<SessionCalls, { readonly id: string }>((db, parameters) => {
  const rows = parameters.map(
    (parameter) =>
      sql`(cast(${parameter("id")} as text), cast(${parameter("calls")} as integer), cast(${parameter("expiresAt")} as bigint))`,
  );
  const update = sql<{ readonly id: string }>`
      update sessions set tool_calls = tool_calls + called.column2, expires_at = called.column3
      from (values ${sql.join(rows)}) as called
      where sessions.id = called.column1 and sessions.status = 'active'
      returning id`;
  return { compile: () => update.compile(db) };
});

/** Counts calls at their sessions and moves the expiries; answers the sessions that are active. */
export async function countCalls(
  transaction: StoreTransaction,
  calls: ReadonlyArray<Omit<SessionCalls, "calls">>,
): Promise<ReadonlySet<string>> {
  const bySession = new Map<string, SessionCalls>();
  for (const { id, expiresAt } of calls) {
    bySession.set(id, { id, expiresAt, calls: (bySession.get(id)?.calls ?? 0) + 1 });
  }
  if (bySession.size === 0) return new Set();
  const { rows } = await updateSessions(transaction, [...bySession.values()]);
  return new Set(rows.map(({ id }) => id));
}
