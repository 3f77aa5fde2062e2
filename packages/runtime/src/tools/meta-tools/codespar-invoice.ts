import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import { customerOf } from "../../metering/customer-of.ts";
import type { SettlementRow } from "../../store/schema.ts";
import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";
import { paymentFields } from "./payment-input.ts";
import { callRoute, chooseRoute } from "./server-route.ts";

/** Issues an invoice through whichever connected server fits. */
export const codesparInvoice: MetaTool = createMetaTool({
  name: "codespar_invoice",
  title: "Invoice",
  description:
    "Issue an invoice: NFS-e or NF-e (Brazil), CFDI (Mexico), factura (Argentina, Colombia). Give a payment_id and the rest is taken from the payment.",
  effect: "writes",
  input: z.object({
    payment_id: z.string().optional().describe("The payment to invoice."),
    type: z
      .enum(["nfse", "nfe", "cfdi", "factura_ar", "factura_co"])
      .optional()
      .describe("Tax document (that of the currency's country; nfse in Brazil)."),
    amount: paymentFields.amount,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe("ISO 4217 code."),
    description: z.string().min(1).max(500).optional().describe("What was sold."),
    recipient: z.string().min(1).optional().describe("Who is invoiced."),
  }),
  async plan(input, context) {
    const { payment_id } = input;
    const payment = payment_id === undefined ? undefined : await context.findPayment(payment_id);
    if (payment_id !== undefined && payment === undefined) {
      return refuseInput("payment_id", "exists", `There is no payment "${payment_id}".`);
    }
    const currency = input.currency ?? payment?.currency;
    const method = input.type ?? kindFor(currency);
    const route = await chooseRoute(context, {
      kind: "invoice",
      method,
      currency,
      mayStandIn: context.mayStandIn,
    });
    if (route.kind === "refuse") return route;
    const sale = { ...(payment === undefined ? unknownSale : saleOf(payment)), ...told(input) };
    const { amount } = sale;
    if (amount === undefined) {
      return refuseInput("payment_id", "required", 'Give "payment_id" or "amount".');
    }
    return callRoute(route, { ...sale, amount }, (data) => toInvoiceData(data, context.publicUrl));
  },
});

const kinds: Readonly<Record<string, string>> = {
  MXN: "cfdi",
  ARS: "factura_ar",
  COP: "factura_co",
};

/** The tax document of the country that a currency belongs to. */
function kindFor(currency = "BRL"): string {
  return kinds[currency] ?? "nfse";
}

interface Sale {
  readonly amount?: number;
  readonly currency: string;
  readonly description: string;
  readonly recipient: string;
}

const unknownSale: Sale = { currency: "BRL", description: "Sale", recipient: "Consumer" };

/** What a payment says about the sale. */
function saleOf(payment: SettlementRow): Sale {
  const { amount_minor: amount, currency } = payment;
  // A payment at a configured server tells nothing of who paid, and need not say for what.
  const description = payment.description || unknownSale.description;
  const recipient = customerOf(payment).name || unknownSale.recipient;
  return { amount, currency, description, recipient };
}

/** What the caller says about it, which goes before. */
function told(sale: { readonly [Field in keyof Sale]?: Sale[Field] | undefined }): Partial<Sale> {
  const { amount, currency, description, recipient } = sale;
  return {
    ...(amount === undefined ? {} : { amount }),
    ...(currency === undefined ? {} : { currency }),
    ...(description === undefined ? {} : { description }),
    ...(recipient === undefined ? {} : { recipient }),
  };
}

function toInvoiceData(data: ToolData, publicUrl: string): ToolData {
  const id = String(data["invoice_id"]);
  return { ...data, id, pdf_url: `${publicUrl}/documents/${id}.pdf` };
}
