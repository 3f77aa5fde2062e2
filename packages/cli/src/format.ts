import { minorUnits } from "@codespar/protocol";

/** An instant for people: `2026-11-22 09:10:03`, in UTC; `–` for none. */
export function toTime(iso: string | null | undefined): string {
  return iso === null || iso === undefined ? "–" : iso.slice(0, 19).replace("T", " ");
}

/** A duration for people: `132 ms`, `4.2 s`; `–` for none. */
export function toDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** An amount for people: `BRL 150.00`; `–` for none. */
export function toMoney(minor: number | null, currency: string | null): string {
  if (minor === null || currency === null) return "–";
  const digits = minorUnits(currency);
  const amount = (minor / 10 ** digits).toLocaleString("en", { minimumFractionDigits: digits });
  return `${currency} ${amount}`;
}

/** A count with its noun: `1 tool`, `2 tools`. */
export function toCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}
