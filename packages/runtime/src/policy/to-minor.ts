import { minorUnits } from "@codespar/protocol";

/** Major units in minor ones, rounded up: a limit is never passed by a fraction of a cent. */
export function toMinor(amount: number, currency: string): number {
  const scaled = amount * 10 ** minorUnits(currency);
  const nearest = Math.round(scaled);
  const inexact = Math.max(1e-6, 4 * Number.EPSILON * scaled);
  return Math.abs(scaled - nearest) < inexact ? nearest : Math.ceil(scaled);
}
