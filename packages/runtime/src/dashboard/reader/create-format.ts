import { minorUnits } from "@codespar/protocol";

/** Writes values in the reader's form. */
export interface Format {
  money(amountMinor: number, currency: string): string;
  number(value: number): string;
  /** A share from 0 to 1. */
  percent(share: number): string;
  dateTime(ms: number): string;
  date(ms: number): string;
  /** A duration in milliseconds. */
  duration(ms: number): string;
  /** How far a moment is from another. */
  relative(ms: number, now: number): string;
}

/** Creates the form of a reader; amounts, numbers and dates are written as their language does. */
export function createFormat(locale: string, timeZone: string): Format {
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const dateTimes = new Intl.DateTimeFormat(locale, {
    timeZone,
    dateStyle: "medium",
    timeStyle: "medium",
  });
  const dates = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "medium" });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    money: (amountMinor, currency) => money(locale, amountMinor, currency),
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
    dateTime: (ms) => dateTimes.format(ms),
    date: (ms) => dates.format(ms),
    duration: (ms) => duration(locale, ms),
    relative: (ms, now) => relative(relatives, (ms - now) / 1_000),
  };
}

function money(locale: string, amountMinor: number, currency: string): string {
  const digits = minorUnits(currency);
  const major = amountMinor / 10 ** digits;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency, ...fraction }).format(
      major,
    );
  } catch {
    // What an agent calls a currency need not be one.
    return `${new Intl.NumberFormat(locale).format(major)} ${currency}`;
  }
}

function duration(locale: string, ms: number): string {
  const [value, unit] =
    ms < 1_000 ? ([Math.round(ms), "millisecond"] as const) : ([ms / 1_000, "second"] as const);
  const maximumFractionDigits = value < 10 ? 2 : 1;
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits }).format(
    value,
  );
}

const steps = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function relative(format: Intl.RelativeTimeFormat, seconds: number): string {
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  if (step === undefined) return format.format(Math.round(seconds), "second");
  return format.format(Math.round(seconds / step[1]), step[0]);
}
