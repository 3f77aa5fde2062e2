import { toUsageTable } from "@codespar/protocol";
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
      else if (csv === true) terminal.print(toCsv(toUsageTable("period", report.data)));
      else tellUsage(terminal, groupBy, report);
    });

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

function amounts(sums: UsageReport["totals"]["settled"]): string {
  return sums.map(({ currency, amount_minor }) => toMoney(amount_minor, currency)).join(", ");
}
