import type { Invoice } from "@codespar/sandbox";

import { createFormat } from "../dashboard/reader/create-format.ts";

const portuguese = {
  sandbox: "sandbox, sem valor fiscal",
  accessKey: "Chave de acesso",
  issued: "Emitida em",
  recipient: "Tomador",
  description: "Descrição",
  amount: "Valor",
  status: "Situação",
  statuses: { authorized: "autorizada", canceled: "cancelada" },
};
const spanish: typeof portuguese = {
  sandbox: "sandbox, sin validez fiscal",
  accessKey: "Código de autorización",
  issued: "Emitida",
  recipient: "Receptor",
  description: "Descripción",
  amount: "Importe",
  status: "Estado",
  statuses: { authorized: "autorizada", canceled: "cancelada" },
};

/** Whose language, form and time zone each kind of document is in. */
const places = {
  nfse: ["pt-BR", "America/Sao_Paulo"],
  nfe: ["pt-BR", "America/Sao_Paulo"],
  cfdi: ["es-MX", "America/Mexico_City"],
  factura_ar: ["es-AR", "America/Argentina/Buenos_Aires"],
  factura_co: ["es-CO", "America/Bogota"],
} as const satisfies Readonly<Record<Invoice["kind"], readonly [string, string]>>;

/** Writes what a sandbox invoice says, as people of its country write it. */
export function invoiceLines(invoice: Invoice): readonly string[] {
  const [locale, timeZone] = places[invoice.kind];
  const text = locale === "pt-BR" ? portuguese : spanish;
  const format = createFormat(locale, timeZone);
  return [
    `${invoice.kind.toUpperCase().replace("_", " ")} ${invoice.number} (${text.sandbox})`,
    `${text.accessKey}: ${invoice.accessKey}`,
    `${text.issued}: ${format.dateTime(invoice.issuedAtMs)} (${timeZone})`,
    `${text.recipient}: ${invoice.recipient}`,
    `${text.description}: ${invoice.description}`,
    `${text.amount}: ${format.money(invoice.amountMinor, invoice.currency)} ${invoice.currency}`,
    `${text.status}: ${text.statuses[invoice.status]}`,
  ];
}
