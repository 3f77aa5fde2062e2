/** What an NF-e access key is made of. */
export interface AccessKeyParts {
  /** Issue time, milliseconds since 1970. */
  readonly issuedAtMs: number;
  /** Issuer's CNPJ, 14 digits. */
  readonly cnpj: string;
  /** Invoice number. */
  readonly number: number;
}

/**
 * Writes the 44-digit access key of an invoice (state 35, model 55, series 1).
 * Source: Manual de Orientação do Contribuinte (NF-e), "chave de acesso".
 */
export function accessKey({ issuedAtMs, cnpj, number }: AccessKeyParts): string {
  const date = new Date(issuedAtMs).toISOString();
  const body = [
    "35",
    date.slice(2, 4) + date.slice(5, 7),
    cnpj,
    "55",
    "001",
    String(number).padStart(9, "0"),
    "1",
    String((number * 7919) % 100_000_000).padStart(8, "0"),
  ].join("");
  return body + checkDigit(body);
}

function checkDigit(digits: string): number {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => total + Number(digit) * ((index % 8) + 2), 0);
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}
