/** What one unit is worth in centavos of real, before the day moves it. */
const parities: Readonly<Record<string, number>> = {
  BRL: 100,
  MXN: 29,
  ARS: 0.4,
  COP: 0.13,
  USD: 540,
  EUR: 620,
  BTC: 52_000_000,
  ETH: 1_900_000,
  USDC: 540,
};

const hourMs = 3_600_000;

/** What can be priced. */
export const pricedSymbols: readonly string[] = Object.keys(parities);

/**
 * Prices one unit in minor units of a currency; the same at the same sandbox time for everybody.
 *
 * @returns `undefined` when one of the two is not known.
 */
export function rateOf(symbol: string, currency: string, atMs: number): number | undefined {
  const [value, unit] = [parities[symbol], parities[currency]];
  if (value === undefined || unit === undefined) return undefined;
  const wave = symbol === currency ? 0 : Math.sin(atMs / hourMs + symbol.length) * 0.01;
  return Math.max(1, Math.round((value / unit) * 100 * (1 + wave)));
}
