import type { UsageAmount, UsageGroup } from "./usage-event.ts";

/** Rows under the names of their columns. */
export interface UsageTable {
  readonly header: readonly string[];
  readonly rows: ReadonlyArray<ReadonlyArray<string | number>>;
}

/**
 * Writes what was counted as a table, such as a CSV file, with two columns for each currency: what
 * settled and what went back, in whole minor units.
 *
 * @param group The name of the first column.
 */
export function toUsageTable(group: string, data: readonly UsageGroup[]): UsageTable {
  const all = data.flatMap(({ settled, refunded }) => [...settled, ...refunded]);
  const currencies = [...new Set(all.map(({ currency }) => currency))].toSorted();
  const names = currencies.flatMap((code) => [`settled_minor_${code}`, `refunded_minor_${code}`]);
  const rows = data.map(({ period, tool_calls, billable_transactions, settled, refunded }) => [
    period,
    tool_calls,
    billable_transactions,
    ...currencies.flatMap((code) => [amountOf(settled, code), amountOf(refunded, code)]),
  ]);
  return { header: [group, "tool_calls", "billable_transactions", ...names], rows };
}

function amountOf(amounts: readonly UsageAmount[], code: string): number {
  return amounts.find(({ currency }) => currency === code)?.amount_minor ?? 0;
}
