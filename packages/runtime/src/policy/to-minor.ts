import { minorUnits } from "./minor-units.ts";

/** Major units in minor ones, rounded up: a limit is never passed by a fraction of a cent. */
export function toMinor(amount: number, currency: string): number {
  const scaled = amount * 10 ** minorUnits(currency);
  const nearest = Math.round(scaled);
  return Math.abs(scaled - nearest) < 1e-6 * Math.max(1, scaled) ? nearest : Math.ceil(scaled);
}
