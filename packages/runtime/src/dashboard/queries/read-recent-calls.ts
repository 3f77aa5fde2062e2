import type { Principal } from "../../access/principal.ts";
import type { EarlierSpending } from "../../policy/dry-run.ts";
import type { JudgedCall } from "../../policy/judge-call.ts";
import type { ToolCallRow } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";

const limit = 200;
const monthMs = 32 * 86_400_000;

/** A call that was made, and what is known for judging it again. */
export interface RecentCall {
  readonly row: ToolCallRow;
  readonly judged: JudgedCall;
}

/** Calls to judge again, the oldest first, and what was spent before them. */
export interface RecentCalls {
  readonly calls: readonly RecentCall[];
  readonly earlier: readonly EarlierSpending[];
}

/**
 * Reads a project's newest calls as far as judging them needs: what they moved is what was counted
 * when they ran. A call that moved nothing and may be repeated counts as one that changes nothing.
 */
export async function readRecentCalls(
  store: Store,
  { projectId, environment }: Principal,
): Promise<RecentCalls> {
  const rows = await store.read
    .selectFrom("tool_calls")
    .innerJoin("sessions", "sessions.id", "tool_calls.session_id")
    .selectAll("tool_calls")
    .where("tool_calls.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .orderBy("tool_calls.called_at", "desc")
    .orderBy("tool_calls.id", "desc")
    .limit(limit)
    .execute();
  const oldest = rows.at(-1)?.called_at ?? 0;
  const spendings = await store.read
    .selectFrom("spendings")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("environment", "=", environment)
    .where("spent_at", ">=", oldest - monthMs)
    .execute();
  const spendingOf = new Map(spendings.map((spending) => [spending.tool_call_id, spending]));
  const toMoney = ({ amount_minor, currency, payee }: (typeof spendings)[number]) => ({
    amountMinor: amount_minor,
    currency,
    payee,
  });
  const known = new Set(rows.map(({ id }) => id));
  return {
    earlier: spendings
      .filter(({ tool_call_id }) => !known.has(tool_call_id))
      .map((spending) => ({ money: toMoney(spending), at: spending.spent_at })),
    calls: rows.toReversed().map((row) => {
      const spending = spendingOf.get(row.id);
      const money = spending === undefined ? undefined : toMoney(spending);
      return {
        row,
        judged: {
          tool: row.tool,
          via: row.tool,
          isReadOnly: money === undefined && row.repeatable === 1,
          money,
          at: row.called_at,
        },
      };
    }),
  };
}
