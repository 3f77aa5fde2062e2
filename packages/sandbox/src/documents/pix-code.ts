import { generatePixPayload } from "@brazilian-utils/brazilian-utils";

/** What a Pix BR Code says. */
export interface PixCharge {
  /** The receiver's random key (EVP). */
  readonly key: string;
  /** Whole centavos. */
  readonly amountMinor: number;
  /** Up to 25 letters and digits that identify the charge. */
  readonly txid: string;
}

/**
 * Writes the "copia e cola" text of a Pix charge.
 * Source: Manual de Padrões para Iniciação do Pix, BR Code (EMV MPM, CRC-16/CCITT-FALSE).
 */
export function pixCode({ key, amountMinor, txid }: PixCharge): string {
  const code = generatePixPayload({
    key,
    txid,
    amount: amountMinor / 100,
    merchantName: "CODESPAR SANDBOX",
    merchantCity: "SAO PAULO",
  });
  if (code === null) throw new Error("The sandbox built an invalid Pix charge.");
  return code;
}
