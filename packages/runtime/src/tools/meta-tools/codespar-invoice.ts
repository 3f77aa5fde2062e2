import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { SettlementRow } from "../../store/schema.ts";
import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";
import { paymentFields } from "./payment-input.ts";
import { chooseRoute, serverRoutes } from "./server-routes.ts";

/** Issues an invoice through whichever connected server fits. */
export const codesparInvoice: MetaTool = createMetaTool({
  name: "codespar_invoice",
  title: "Invoice",
  description:
    "Issue a Brazilian invoice (NFS-e by default). Give a payment_id and the rest is taken from the payment.",
  effect: "writes",
  input: z.object({
    payment_id: z.string().optional().describe("The payment to invoice."),
    type: z.enum(["nfse", "nfe"]).default("nfse").describe("Service or goods invoice."),
    amount: paymentFields.amount,
    currency: paymentFields.currency,
    description: z.string().min(1).max(500).optional().describe("What was sold."),
    recipient: z.string().min(1).optional().describe("Who is invoiced."),
  }),
  async plan(input, context) {
    const { payment_id, type } = input;
    const payment = payment_id === undefined ? undefined : await context.findPayment(payment_id);
    if (payment_id !== undefined && payment === undefined) {
      return refuseInput("payment_id", "exists", `There is no payment "${payment_id}".`);
    }
    const amount = input.amount ?? payment?.amount_minor;
    if (amount === undefined) {
      return refuseInput("payment_id", "required", 'Give "payment_id" or "amount".');
    }
    const route = chooseRoute(serverRoutes.invoice, context, type);
    if ("kind" in route) return route;
    return {
      kind: "call",
      ...route,
      input: {
        amount,
        currency: payment?.currency ?? input.currency,
        description: input.description ?? nonEmpty(payment?.description) ?? "Sale",
        recipient: input.recipient ?? customerName(payment) ?? "Consumer",
      },
      toData: (data) => toInvoiceData(data, context.publicUrl),
    };
  },
});

function toInvoiceData(data: ToolData, publicUrl: string): ToolData {
  const id = String(data["invoice_id"]);
  return { ...data, id, pdf_url: `${publicUrl}/documents/${id}.pdf` };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function customerName(payment: SettlementRow | undefined): string | undefined {
  if (payment === undefined) return undefined;
  const { name }: { readonly name?: string } = JSON.parse(payment.customer);
  return name;
}
