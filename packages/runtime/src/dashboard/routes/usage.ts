import { toUsageTable, type UsageGroup } from "@codespar/protocol";
import type { Context, Hono } from "hono";

import { toCsvCell } from "../../audit/to-csv-cell.ts";
import { type UsageGrouping, usageReport } from "../../metering/usage-report.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { type UsageShown, usagePage } from "../pages/usage-page.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

const dayMs = 86_400_000;
const groupings = ["day", "server", "tool", "project"] as const;

/** Serves usage, by day, server, tool and project. */
export function serveUsage(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  app.get("/usage", async (context) => {
    const visit = context.get("visit");
    const shown = await read(parts, context);
    return show(context, {
      title: visit.reader.text.usage,
      section: "usage",
      body: usagePage(visit, shown),
    });
  });
  app.get("/usage.csv", async (context) => {
    const { report, groupBy } = await read(parts, context);
    return context.body(toUsageCsv(groupBy, report.data), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="usage-by-${groupBy}.csv"`,
    });
  });
}

function toUsageCsv(groupBy: string, data: readonly UsageGroup[]): string {
  const { header, rows } = toUsageTable(groupBy, data);
  return [header, ...rows].map((row) => `${row.map(toCsvCell).join(",")}\r\n`).join("");
}

async function read(parts: DashboardParts, context: Context<DashboardEnv>): Promise<UsageShown> {
  const { principal, projects } = context.get("visit");
  requireRoute(principal, "getUsage");
  await parts.settled();
  const { from, to, by } = context.req.query();
  const groupBy = groupings.find((known) => known === by) ?? "day";
  const today = Math.floor(Math.max(parts.timeFor(principal), parts.clock.now()) / dayMs) * dayMs;
  const lastMs = dayOf(to) ?? today;
  const fromMs = Math.min(dayOf(from) ?? lastMs - 29 * dayMs, lastMs);
  const filter = { fromMs, toMs: lastMs + dayMs };
  const { environment } = principal;
  const ofProject = (projectId: string, grouping: UsageGrouping) =>
    usageReport(parts.store, { projectId, environment }, { ...filter, groupBy: grouping });
  const range = { groupBy, groupings, fromMs, lastMs };
  if (groupBy !== "project") {
    return { ...range, report: await ofProject(principal.projectId, groupBy) };
  }
  const reports = await Promise.all(
    projects.map(async ({ id, name }) => ({ name, ...(await ofProject(id, "day")) })),
  );
  const own = reports[projects.findIndex(({ id }) => id === principal.projectId)];
  const data = reports.map(({ name, totals }) => ({
    period: name,
    ...totals,
  }));
  return { ...range, report: { data, totals: own?.totals ?? noTotals } };
}

const noTotals = { tool_calls: 0, billable_transactions: 0, settled: [], refunded: [] };

/** When a day began, UTC. */
function dayOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
