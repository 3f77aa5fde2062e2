import { html } from "hono/html";

import type { DryRunVerdict } from "../../policy/dry-run.ts";
import type { Money } from "../../policy/money-of-call.ts";
import type { ToolCallRow } from "../../store/schema.ts";
import type { Html } from "../html.ts";
import type { Reader } from "../reader/read-reader.ts";
import { badge } from "./badge.ts";
import { table } from "./table.ts";

const maxRows = 50;

/** Calls of late, the oldest first, and what a policy would have made of them. */
export type DryRun = ReadonlyArray<{
  readonly row: ToolCallRow;
  readonly money: Money | "unknown" | undefined;
  readonly verdict: DryRunVerdict;
}>;

/** Writes what a policy would have made of the calls of late. */
export function dryRunPanel({ text, format }: Reader, tried: DryRun): Html {
  const count = (kind: "allow" | "ask" | "deny"): string =>
    format.number(tried.filter(({ verdict }) => verdict.kind === kind).length);
  const stopped = tried.filter(({ verdict }) => verdict.kind !== "allow").toReversed();
  return html`<section class="panel" id="tried" tabindex="-1" data-focus>
    <h2>${text.triedOut(format.number(tried.length))}</h2>
    <p>
      ${badge("good", text.wouldRun(count("allow")))} ${badge("warn", text.wouldAsk(count("ask")))}
      ${badge("bad", text.wouldDeny(count("deny")))}
    </p>
    ${
      stopped.length === 0
        ? html`<p class="soft">${text.nothingStopped}</p>`
        : table({
            caption: text.triedOut(format.number(tried.length)),
            columns: [
              { name: text.time, isShort: true },
              { name: text.tool },
              { name: text.amount, isNumber: true },
              { name: text.verdict, isShort: true },
              { name: text.rule },
            ],
            rows: stopped
              .slice(0, maxRows)
              .map(({ row, money, verdict }) => [
                format.dateTime(row.called_at),
                html`<a href="/dashboard/calls/${encodeURIComponent(row.id)}">${row.tool}</a>`,
                money === undefined || money === "unknown"
                  ? "–"
                  : format.money(money.amountMinor, money.currency),
                verdict.kind === "deny"
                  ? badge("bad", text.verdicts.deny)
                  : badge("warn", text.verdicts.ask),
                html`<code>${verdict.ruleId}</code>`,
              ]),
          })
    }
    <p class="soft">${text.tryOutHint}</p>
  </section>`;
}
