const weights = [8, 6, 4, 2, 3, 5, 9, 7];

/**
 * Writes a postal tracking code such as `PB000000017BR`.
 * Source: Universal Postal Union, standard S10.
 *
 * @param serial A number below 100,000,000.
 * @param country ISO 3166-1 alpha-2 code of the post that carries it.
 */
export function trackingCode(serial: number, country = "BR"): string {
  const digits = String(serial).padStart(8, "0");
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const rest = 11 - (sum % 11);
  let check = rest;
  if (rest === 10) check = 0;
  if (rest === 11) check = 5;
  return `PB${digits}${check}${country}`;
}
