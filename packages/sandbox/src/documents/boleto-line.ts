const bank = "001";
const currency = "9";
const factorEpoch = Date.UTC(2022, 4, 29);
const dayMs = 86_400_000;

/**
 * Writes the 47 digits people type to pay a boleto.
 * Source: Banco Central, Carta-Circular 2.926/2000; due-date factor restarted at 1000 on 2025-02-22.
 *
 * @param amountMinor Whole centavos.
 * @param dueAtMs Due date, milliseconds since 1970.
 * @param serial Up to 25 digits that identify the slip.
 */
export function boletoLine(amountMinor: number, dueAtMs: number, serial: string): string {
  const factor = String(Math.floor((dueAtMs - factorEpoch) / dayMs))
    .padStart(4, "0")
    .slice(-4);
  const amount = String(amountMinor).padStart(10, "0");
  const free = serial.padStart(25, "0").slice(-25);
  const check = modulo11(`${bank}${currency}${factor}${amount}${free}`);
  const fields = [`${bank}${currency}${free.slice(0, 5)}`, free.slice(5, 15), free.slice(15)];
  return `${fields.map((field) => field + modulo10(field)).join("")}${check}${factor}${amount}`;
}

function modulo10(digits: string): number {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const product = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (product > 9 ? product - 9 : product);
    }, 0);
  return (10 - (sum % 10)) % 10;
}

function modulo11(digits: string): number {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => total + Number(digit) * ((index % 8) + 2), 0);
  const check = 11 - (sum % 11);
  return check > 9 || check === 0 ? 1 : check;
}
