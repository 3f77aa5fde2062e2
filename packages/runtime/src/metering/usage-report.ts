import type { UsageAmount, UsageGroup, UsageReport } from "@codespar/protocol";
import { sql } from "kysely";

import type { ProjectScope } from "../access/project-scope.ts";
import type { Store } from "../store/store.ts";
import { sumOf } from "../store/sum-of.ts";

const dayMs = 86_400_000;

/** What a usage report may be grouped by. */
export type UsageGrouping = "day" | "server" | "tool" | "session" | "framework";

/** Which usage to report. */
export interface UsageFilter {
  readonly fromMs: number;
  readonly toMs: number;
  readonly groupBy: UsageGrouping;
  readonly sessionId?: string | undefined;
}

/** Counts a project's calls and settled transactions in one environment. */
export async function usageReport(
  store: Store,
  scope: ProjectScope,
  filter: UsageFilter,
): Promise<UsageReport> {
  const [calls, money] = await Promise.all([
    countCalls(store, scope, filter),
    sumMoney(store, scope, filter),
  ]);
  const groups = [...new Set([...calls.keys(), ...money.map(({ period }) => period)])].toSorted();
  const data = groups.map((period) => ({
    period,
    tool_calls: calls.get(period) ?? 0,
    ...toAmounts(money.filter((sum) => sum.period === period)),
  }));
  return {
    data,
    totals: {
      tool_calls: data.reduce((sum, row) => sum + row.tool_calls, 0),
      ...toAmounts(money),
    },
    from: new Date(filter.fromMs).toISOString(),
    to: new Date(filter.toMs).toISOString(),
  };
}

async function countCalls(
  store: Store,
  { projectId, environment }: ProjectScope,
  { groupBy, fromMs, toMs, sessionId }: UsageFilter,
): Promise<ReadonlyMap<string, number>> {
  const columns = {
    day: sql<string | number>`called_at / 86400000`,
    server: sql<string | number>`tool_calls.server`,
    tool: sql<string | number>`tool_calls.tool`,
    session: sql<string | number>`tool_calls.session_id`,
    framework: sql<string | number>`coalesce(tool_calls.framework, 'none')`,
  };
  const rows = await store.read
    .selectFrom("tool_calls")
    .innerJoin("sessions", "sessions.id", "tool_calls.session_id")
    .select([columns[groupBy].as("grouping"), sql<number>`count(*)`.as("total")])
    .where("tool_calls.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .where("called_at", ">=", fromMs)
    .where("called_at", "<", toMs)
    .$if(sessionId !== undefined, (query) => query.where("sessions.id", "=", sessionId ?? ""))
    .groupBy("grouping")
    .execute();
  return toCounts(rows);
}

/** Money of one group, kind and currency. */
interface MoneySum extends UsageAmount {
  readonly period: string;
  readonly kind: "settled" | "refunded";
}

async function sumMoney(
  store: Store,
  { projectId, environment }: ProjectScope,
  { groupBy, fromMs, toMs, sessionId }: UsageFilter,
): Promise<readonly MoneySum[]> {
  const columns = {
    day: sql<string | number>`occurred_at / 86400000`,
    server: sql<string | number>`usage_events.server`,
    tool: sql<string | number>`tool_calls.tool`,
    session: sql<string | number>`usage_events.session_id`,
    framework: sql<string | number>`coalesce(usage_events.framework, 'none')`,
  };
  const rows = await store.read
    .selectFrom("usage_events")
    .innerJoin("tool_calls", "tool_calls.id", "usage_events.tool_call_id")
    .innerJoin("sessions", "sessions.id", "usage_events.session_id")
    .select([columns[groupBy].as("grouping"), "kind", "currency"])
    .select([
      sql<number>`count(*)`.as("events"),
      sumOf("amount_minor").$castTo<number>().as("amount"),
    ])
    .where("usage_events.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .where("occurred_at", ">=", fromMs)
    .where("occurred_at", "<", toMs)
    .$if(sessionId !== undefined, (query) => query.where("sessions.id", "=", sessionId ?? ""))
    .groupBy(["grouping", "kind", "currency"])
    .execute();
  return rows.map(({ grouping, kind, currency, events, amount }) => ({
    period: toPeriod(grouping),
    kind,
    currency,
    count: events,
    amount_minor: Math.abs(amount),
  }));
}

function toAmounts(sums: readonly MoneySum[]): Omit<UsageGroup, "period" | "tool_calls"> {
  const settled = byCurrency(sums.filter(({ kind }) => kind === "settled"));
  const refunded = byCurrency(sums.filter(({ kind }) => kind === "refunded"));
  const billable_transactions = settled.reduce((total, { count }) => total + count, 0);
  return { billable_transactions, settled, refunded };
}

function byCurrency(sums: readonly MoneySum[]): readonly UsageAmount[] {
  const currencies = [...new Set(sums.map(({ currency }) => currency))].toSorted();
  return currencies.map((currency) => {
    const own = sums.filter((sum) => sum.currency === currency);
    return {
      currency,
      count: own.reduce((total, { count }) => total + count, 0),
      amount_minor: own.reduce((total, { amount_minor }) => total + amount_minor, 0),
    };
  });
}

interface CountRow {
  readonly grouping: string | number;
  readonly total: number;
}

function toCounts(rows: readonly CountRow[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ grouping, total }) => [toPeriod(grouping), total]));
}

/** Days arrive as a count since 1970, which every SQL dialect computes alike. */
function toPeriod(grouping: string | number): string {
  if (typeof grouping === "string") return grouping;
  return new Date(grouping * dayMs).toISOString().slice(0, 10);
}
