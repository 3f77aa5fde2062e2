import type { UsageReport } from "@codespar/protocol";
import { html } from "hono/html";

import { empty } from "../fragments/empty.ts";
import { table } from "../fragments/table.ts";
import { tabs } from "../fragments/tabs.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** What usage may be grouped by. */
type Grouping = "day" | "server" | "tool" | "project";

/** Usage of some days. */
export interface UsageShown {
  readonly groupBy: Grouping;
  readonly groupings: readonly Grouping[];
  /** The first day, and the last; milliseconds since 1970, UTC. */
  readonly fromMs: number;
  readonly lastMs: number;
  readonly report: Pick<UsageReport, "data" | "totals">;
}

/** The page of what was used, and what is billed. */
export function usagePage(visit: Visit, shown: UsageShown): Html {
  const { text } = visit.reader;
  const { groupBy, groupings } = shown;
  const query = (by: Grouping): string =>
    new URLSearchParams({ by, from: isoDay(shown.fromMs), to: isoDay(shown.lastMs) }).toString();
  return html`<div class="title">
      <h1>${text.usage}</h1>
      ${tabs(
        text.groupedBy,
        groupings.map((by) => ({
          name: text.groupings[by],
          href: `/dashboard/usage?${query(by)}`,
          isCurrent: by === groupBy,
        })),
      )}
    </div>
    ${range(visit, shown)} ${totals(visit, shown)}
    <section class="panel">
      <div class="line">
        <h2>${text.usageBy(text.groupings[groupBy])}</h2>
        <a class="button" href="/dashboard/usage.csv?${query(groupBy)}" download
          >${text.downloadCsv}</a
        >
      </div>
      ${shown.report.data.length === 0 ? empty(text.noUsage, text.noUsageHint) : rows(visit, shown)}
      <p class="soft">${text.utcDays}</p>
    </section>`;
}

function range({ reader: { text } }: Visit, { groupBy, fromMs, lastMs }: UsageShown): Html {
  return html`<form method="get" action="/dashboard/usage" class="filters">
    <input type="hidden" name="by" value="${groupBy}" />
    <div>
      <label for="from">${text.from}</label>
      <input id="from" name="from" type="date" value="${isoDay(fromMs)}" />
    </div>
    <div>
      <label for="to">${text.to}</label>
      <input id="to" name="to" type="date" value="${isoDay(lastMs)}" />
    </div>
    <button type="submit">${text.filter}</button>
  </form>`;
}

function totals({ reader }: Visit, { report }: UsageShown): Html {
  const { text, format } = reader;
  const { totals: sums } = report;
  const money = (amounts: UsageReport["totals"]["settled"]): string =>
    amounts.map((row) => format.money(row.amount_minor, row.currency)).join(" · ") || "–";
  return html`<dl class="tiles">
    ${tile(text.calls, format.number(sums.tool_calls))}
    ${tile(text.billedTransactions, format.number(sums.billable_transactions))}
    ${tile(text.settled, money(sums.settled))} ${tile(text.refunded, money(sums.refunded))}
  </dl>`;
}

function tile(name: string, value: string): Html {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd class="value">${value}</dd>
  </div>`;
}

function rows({ reader }: Visit, { groupBy, report }: UsageShown): Html {
  const { text, format } = reader;
  const most = Math.max(1, ...report.data.map((row) => row.tool_calls));
  return table({
    caption: text.usageBy(text.groupings[groupBy]),
    columns: [
      { name: text.groupings[groupBy] },
      { name: text.calls, isNumber: true },
      { name: text.share },
      { name: text.billedTransactions, isNumber: true },
    ],
    rows: report.data.map((row) => [
      groupBy === "day" ? utcDay(reader.language, row.period) : row.period,
      format.number(row.tool_calls),
      bar(row.tool_calls / most),
      format.number(row.billable_transactions),
    ]),
  });
}

function bar(share: number): Html {
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect width="${(share * 100).toFixed(1)}" height="8"></rect>
  </svg>`;
}

function utcDay(language: string, day: string): string {
  const format = new Intl.DateTimeFormat(language, { timeZone: "UTC", dateStyle: "medium" });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
