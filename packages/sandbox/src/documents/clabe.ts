/**
 * Writes an 18-digit CLABE: bank, place, account and a check digit.
 * Source: Asociación de Bancos de México, CLABE; weights 3, 7, 1.
 *
 * @param account Up to 11 digits.
 */
export function clabe(account: string, bank = "646", place = "180"): string {
  const body = `${bank}${place}${account.padStart(11, "0").slice(-11)}`;
  return body + clabeCheckDigit(body);
}

/** Whether a text is a CLABE whose check digit is right. */
export function isClabe(text: string): boolean {
  return /^\d{18}$/.test(text) && clabeCheckDigit(text.slice(0, 17)) === Number(text[17]);
}

const weights = [3, 7, 1];

function clabeCheckDigit(digits: string): number {
  const sum = Array.from(digits).reduce(
    (total, digit, index) => total + ((Number(digit) * (weights[index % 3] ?? 0)) % 10),
    0,
  );
  return (10 - (sum % 10)) % 10;
}
