import { html } from "hono/html";

import type { ToolCallRow } from "../../store/schema.ts";
import { callBadge } from "../fragments/call-badge.ts";
import { chart } from "../fragments/chart.ts";
import { empty } from "../fragments/empty.ts";
import { live } from "../fragments/live.ts";
import { missingScope } from "../fragments/missing-scope.ts";
import { table } from "../fragments/table.ts";
import { tabs } from "../fragments/tabs.ts";
import type { Html } from "../html.ts";
import type { Activity } from "../queries/read-activity.ts";
import type { Volume } from "../queries/read-volume.ts";
import type { Visit } from "../visit.ts";

const minuteMs = 60_000;

/** How far back the first page looks. */
export type OverviewRange = "hour" | "day" | "week" | "month";

interface RangeFacts {
  readonly lengthMs: number;
  readonly bucketMs: number;
  /** How often it is counted again: the more there is to count, the less often. */
  readonly everySeconds: number;
}

/** What each range is, and what one point of a chart stands for. */
export const ranges: Readonly<Record<OverviewRange, RangeFacts>> = {
  hour: { lengthMs: 60 * minuteMs, bucketMs: minuteMs, everySeconds: 4 },
  day: { lengthMs: 1_440 * minuteMs, bucketMs: 15 * minuteMs, everySeconds: 15 },
  week: { lengthMs: 10_080 * minuteMs, bucketMs: 120 * minuteMs, everySeconds: 60 },
  month: { lengthMs: 43_200 * minuteMs, bucketMs: 480 * minuteMs, everySeconds: 60 },
};

/** Every range, the shortest first. */
export const rangeNames: readonly OverviewRange[] = ["hour", "day", "week", "month"];

/** What the first page tells. */
export interface Overview {
  readonly range: OverviewRange;
  readonly activity: Activity;
  readonly volumes: readonly Volume[];
  /** `undefined` where the key may not know. */
  readonly openSessions: number | undefined;
  readonly failures: readonly ToolCallRow[] | undefined;
}

/** The first page: what agents did, and what waits. */
export function overviewPage(visit: Visit, overview: Overview): Html {
  const { text } = visit.reader;
  return html`<div class="title">
      <h1>${text.overview}</h1>
      ${tabs(
        text.range,
        rangeNames.map((name) => ({
          name: text.ranges[name],
          href: `/dashboard?range=${name}`,
          isCurrent: name === overview.range,
        })),
      )}
    </div>
    ${live({
      id: "overview",
      path: visit.path,
      csrf: visit.csrf,
      everySeconds: ranges[overview.range].everySeconds,
      body: html`${tiles(visit, overview)} ${charts(visit, overview)} ${money(visit, overview)}
      ${failures(visit, overview)}`,
    })}`;
}

function tiles({ reader, waiting }: Visit, { range, activity, openSessions }: Overview): Html {
  const { text, format } = reader;
  const { calls, failures: failed, p50, p95 } = activity.total;
  const perMinute = calls / (ranges[range].lengthMs / minuteMs);
  const waitingText = waiting === undefined ? "–" : format.number(waiting);
  return html`<dl class="tiles">
    ${tile(text.callsPerMinute, format.number(Math.round(perMinute * 100) / 100), text.callsInRange(format.number(calls)))}
    ${tile(text.failureShare, calls === 0 ? "–" : format.percent(failed / calls), text.failuresInRange(format.number(failed)))}
    ${tile(text.median, p50 === null ? "–" : format.duration(p50), text.medianHint)}
    ${tile(text.p95, p95 === null ? "–" : format.duration(p95), text.p95Hint)}
    ${tile(
      text.openSessions,
      openSessions === undefined ? "–" : format.number(openSessions),
      html`<a href="/dashboard/sessions?status=active">${text.seeSessions}</a>`,
    )}
    ${tile(
      text.pendingApprovals,
      waitingText,
      html`<a href="/dashboard/approvals">${text.seeApprovals}</a>`,
    )}
  </dl>`;
}

function tile(name: string, value: string, hint: Html | string): Html {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd class="value">${value}</dd>
    <dd class="hint">${hint}</dd>
  </div>`;
}

function charts({ reader }: Visit, { range, activity }: Overview): Html {
  const { text, format, timeZone } = reader;
  const { points, total } = activity;
  const minutes = ranges[range].bucketMs / minuteMs;
  const times = points.map(({ at }) => at);
  return html`<div class="charts">
    ${chart({
      id: "calls-chart",
      title: text.callsPerMinute,
      times,
      timeZone,
      unit: "count",
      summary: `${text.callsInRange(format.number(total.calls))}, ${text.failuresInRange(format.number(total.failures))}`,
      lines: [
        { name: text.calls, colour: "accent", values: points.map(({ calls }) => calls / minutes) },
        {
          name: text.failures,
          colour: "bad",
          values: points.map((point) => point.failures / minutes),
        },
      ],
    })}
    ${chart({
      id: "latency-chart",
      title: text.duration,
      times,
      timeZone,
      unit: "milliseconds",
      summary: `${text.median}: ${format.duration(total.p50 ?? 0)}, ${text.p95}: ${format.duration(total.p95 ?? 0)}`,
      lines: [
        { name: text.median, colour: "accent", values: points.map(({ p50 }) => p50) },
        { name: text.p95, colour: "soft", values: points.map(({ p95 }) => p95) },
      ],
    })}
  </div>`;
}

function money({ reader }: Visit, { volumes }: Overview): Html {
  const { text, format } = reader;
  const body =
    volumes.length === 0
      ? empty(text.noVolume, text.noVolumeHint)
      : table({
          caption: text.settledVolume,
          columns: [
            { name: text.currency, isShort: true },
            { name: text.settled, isNumber: true },
            { name: text.refunded, isNumber: true },
            { name: text.billedTransactions, isNumber: true },
          ],
          rows: volumes.map(({ currency, settledMinor, refundedMinor, billed }) => [
            currency,
            format.money(settledMinor, currency),
            format.money(refundedMinor, currency),
            format.number(billed),
          ]),
        });
  return html`<section class="panel">
    <h2>${text.settledVolume}</h2>
    ${body}
  </section>`;
}

function failures({ reader }: Visit, { failures: rows }: Overview): Html {
  const { text } = reader;
  return html`<section class="panel">
    <h2>${text.recentFailures}</h2>
    ${rows === undefined ? missingScope(text, "sessions:read") : failureTable({ reader }, rows)}
  </section>`;
}

function failureTable({ reader }: Pick<Visit, "reader">, rows: readonly ToolCallRow[]): Html {
  const { text, format } = reader;
  if (rows.length === 0) return empty(text.noFailures, text.noFailuresHint);
  return table({
    caption: text.recentFailures,
    columns: [
      { name: text.time, isShort: true },
      { name: text.tool },
      { name: text.server },
      { name: text.status, isShort: true },
      { name: text.errorCode },
    ],
    rows: rows.map((row) => [
      format.dateTime(row.called_at),
      html`<a href="/dashboard/calls/${encodeURIComponent(row.id)}">${row.tool}</a>`,
      row.server,
      callBadge(text, row.status),
      html`<code>${row.error_code ?? ""}</code>`,
    ]),
  });
}
