const others: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};
const decimals = new Map(
  Object.entries(others).flatMap(([count, codes]) =>
    codes.split(" ").map((code) => [code, Number(count)] as const),
  ),
);

/**
 * How many decimals a currency has: 2 unless it is one of the few that have others. `Intl` does not
 * tell, for it leaves out the cents that nobody pays in cash, as of Colombian pesos. Source: ISO 4217.
 */
export function minorUnits(currency: string): number {
  return decimals.get(currency) ?? 2;
}
