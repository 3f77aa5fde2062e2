import type { UsageReport } from "@codespar/sdk";
import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toCount, toMoney, toTime } from "../format.ts";
import { openClient } from "../open-client.ts";
import { parseTime } from "../parse-time.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { toCsv } from "../to-csv.ts";
import { toFields, toTable } from "../to-table.ts";
import { withProgress } from "../with-progress.ts";

const groupings = ["day", "server", "tool", "session", "framework"] as const;

/** `codespar usage`: what is metered. */
export const usage: CreateCommand = (terminal) =>
  apiCommand("usage", "Count calls and settled transactions, by default of the last 30 days.")
    .addOption(
      new Option("--group-by <what>", "what a row counts")
        .choices(groupings)
        .default("day" as const),
    )
    .option("--from <time>", "the first day or instant that counts, such as 2026-11-01", parseTime)
    .option("--to <time>", "the first day or instant that no longer counts", parseTime)
    .option("--session <id>", "only this session's")
    .addOption(new Option("--csv", "print the rows as CSV").conflicts("json"))
    .addHelpText(
      "after",
      examples(
        "codespar usage --group-by tool",
        "codespar usage --from 2026-11-01 --to 2026-12-01 --csv > november.csv",
      ),
    )
    .action(async (options) => {
      const { groupBy, from, to, session: sessionId, json, csv } = options;
      const codespar = await openClient(terminal, options);
      const asking = codespar.usage({ groupBy, from, to, sessionId, signal: terminal.signal });
      const report = await withProgress(terminal, "Counting", asking);
      if (json === true) printJson(terminal, report);
      else if (csv === true) terminal.print(toUsageCsv(report));
      else tellUsage(terminal, groupBy, report);
    });

/** Amounts have a column for each currency, in whole minor units. */
function toUsageCsv({ data, totals }: UsageReport): string {
  const all = [...totals.settled, ...totals.refunded];
  const currencies = [...new Set(all.map(({ currency }) => currency))].toSorted();
  const names = currencies.flatMap((code) => [`settled_minor_${code}`, `refunded_minor_${code}`]);
  const rows = data.map((row) => [
    row.period,
    row.tool_calls,
    row.billable_transactions,
    ...currencies.flatMap((code) => [amountOf(row.settled, code), amountOf(row.refunded, code)]),
  ]);
  return toCsv(["period", "tool_calls", "billable_transactions", ...names], rows);
}

type Amounts = UsageReport["totals"]["settled"];

function amountOf(sums: Amounts, code: string): number {
  return sums.find(({ currency }) => currency === code)?.amount_minor ?? 0;
}

function tellUsage(terminal: Terminal, groupBy: string, report: UsageReport): void {
  const { data, totals, from, to } = report;
  if (data.length > 0) {
    const rows = data.map((row) => [
      row.period,
      String(row.tool_calls),
      String(row.billable_transactions),
    ]);
    const header = [groupBy.toUpperCase(), "CALLS", "BILLED TRANSACTIONS"];
    terminal.print(`${toTable(terminal, header, rows)}\n`);
  }
  terminal.print(
    toFields(terminal, [
      ["Range", `${toTime(from)} to ${toTime(to)} UTC`],
      ["Calls", totals.tool_calls],
      ["Billed", toCount(totals.billable_transactions, "transaction")],
      ["Settled", amounts(totals.settled)],
      ["Refunded", amounts(totals.refunded)],
    ]),
  );
}

function amounts(sums: Amounts): string {
  return sums.map(({ currency, amount_minor }) => toMoney(amount_minor, currency)).join(", ");
}
