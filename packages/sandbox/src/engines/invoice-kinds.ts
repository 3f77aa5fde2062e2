import { createHash } from "node:crypto";

import { accessKey } from "../documents/access-key.ts";

/** Which tax document: of Brazil (two), Mexico, Argentina or Colombia. */
export type InvoiceKind = "nfse" | "nfe" | "cfdi" | "factura_ar" | "factura_co";

/** What a new invoice is known by. */
export interface InvoiceFacts {
  /** Milliseconds since 1970. */
  readonly issuedAtMs: number;
  readonly number: number;
}

/** How one kind of tax document goes. */
export interface InvoiceRule {
  /** The currency of the country. */
  readonly currency: string;
  /** What the authority knows the document by. */
  accessKey(invoice: InvoiceFacts): string;
}

const issuerCnpj = "11222333000181";
const brazilian: InvoiceRule = {
  currency: "BRL",
  accessKey: (invoice) => accessKey({ ...invoice, cnpj: issuerCnpj }),
};

/** Every kind, as data. */
export const invoiceKinds: Readonly<Record<InvoiceKind, InvoiceRule>> = {
  nfse: brazilian,
  nfe: brazilian,
  // Source: SAT, Anexo 20 (CFDI 4.0): the folio fiscal is a UUID.
  cfdi: { currency: "MXN", accessKey: (invoice) => toUuid(digest("sha256", invoice)) },
  // Source: AFIP, RG 4291: the CAE has 14 digits.
  factura_ar: {
    currency: "ARS",
    accessKey: (invoice) =>
      (BigInt(`0x${digest("sha256", invoice)}`) % 10n ** 14n).toString().padStart(14, "7"),
  },
  // Source: DIAN, Anexo Técnico 1.9: the CUFE is a SHA-384 digest.
  factura_co: { currency: "COP", accessKey: (invoice) => digest("sha384", invoice) },
};

function digest(algorithm: string, { issuedAtMs, number }: InvoiceFacts): string {
  return createHash(algorithm).update(`${issuedAtMs}/${number}`).digest("hex");
}

function toUuid(hex: string): string {
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...groups, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-").toUpperCase();
}
