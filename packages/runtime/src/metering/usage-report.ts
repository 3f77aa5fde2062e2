import type { UsageAmount, UsageReport } from "@codespar/protocol";
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
  const [calls, settled, amounts] = await Promise.all([
    countCalls(store, scope, filter),
    countSettled(store, scope, filter),
    sumAmounts(store, scope, filter),
  ]);
  const groups = [...new Set([...calls.keys(), ...settled.keys()])].toSorted();
  const data = groups.map((group) => ({
    period: group,
    tool_calls: calls.get(group) ?? 0,
    billable_transactions: settled.get(group) ?? 0,
  }));
  return {
    data,
    totals: {
      tool_calls: data.reduce((sum, row) => sum + row.tool_calls, 0),
      billable_transactions: data.reduce((sum, row) => sum + row.billable_transactions, 0),
      ...amounts,
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

async function countSettled(
  store: Store,
  { projectId, environment }: ProjectScope,
  { groupBy, fromMs, toMs, sessionId }: UsageFilter,
): Promise<ReadonlyMap<string, number>> {
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
    .select([columns[groupBy].as("grouping"), sql<number>`count(*)`.as("total")])
    .where("usage_events.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .where("usage_events.kind", "=", "settled")
    .where("occurred_at", ">=", fromMs)
    .where("occurred_at", "<", toMs)
    .$if(sessionId !== undefined, (query) => query.where("sessions.id", "=", sessionId ?? ""))
    .groupBy("grouping")
    .execute();
  return toCounts(rows);
}

async function sumAmounts(
  store: Store,
  { projectId, environment }: ProjectScope,
  { fromMs, toMs, sessionId }: UsageFilter,
): Promise<Pick<UsageReport["totals"], "settled" | "refunded">> {
  const rows = await store.read
    .selectFrom("usage_events")
    .innerJoin("sessions", "sessions.id", "usage_events.session_id")
    .select(["kind", "currency"])
    .select([
      sql<number>`count(*)`.as("events"),
      sumOf("amount_minor").$castTo<number>().as("amount"),
    ])
    .where("usage_events.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .where("occurred_at", ">=", fromMs)
    .where("occurred_at", "<", toMs)
    .$if(sessionId !== undefined, (query) => query.where("sessions.id", "=", sessionId ?? ""))
    .groupBy(["kind", "currency"])
    .orderBy("currency")
    .execute();
  const amountsOf = (kind: "settled" | "refunded"): readonly UsageAmount[] =>
    rows
      .filter((row) => row.kind === kind)
      .map((row) => ({
        currency: row.currency,
        count: row.events,
        amount_minor: Math.abs(row.amount),
      }));
  return { settled: amountsOf("settled"), refunded: amountsOf("refunded") };
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
