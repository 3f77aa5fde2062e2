import type { MoneyOverlay, SettlementNotice, ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Payment } from "../engines/payments.ts";

/** The amount of money fields, in the words every tool uses. */
export const amountField: z.ZodInt = z
  .int()
  .positive()
  .describe("Amount in whole minor units (cents): 15000 is 150.00.");

/** Where a payment tool's arguments say how much it moves. */
export function paymentMoney(currency = "BRL"): MoneyOverlay {
  return { amount: "/amount", unit: "minor", currency: "/currency", default_currency: currency };
}

/** A currency field; absent, it is the provider's own. */
export function currencyField(currency = "BRL"): z.ZodDefault<z.ZodString> {
  return z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default(currency)
    .describe("ISO 4217 code.");
}

/** What the tools answer of a payment. */
export const paymentOutput: z.ZodType = z.looseObject({
  payment_id: z.string(),
  status: z.enum(["pending", "settled", "failed", "refunded"]),
  method: z.string(),
  amount: z.int().describe("Whole minor units."),
  refunded_amount: z.int().describe("Whole minor units."),
  currency: z.string(),
  description: z.string(),
  customer: z.object({ name: z.string(), email: z.string(), phone: z.string() }),
  created_at: z.string(),
  expires_at: z.string(),
});

/** Who pays: three optional fields. */
export const customerFields: {
  readonly customer_name: z.ZodOptional<z.ZodString>;
  readonly customer_email: z.ZodOptional<z.ZodString>;
  readonly customer_phone: z.ZodOptional<z.ZodString>;
} = {
  customer_name: z.string().optional().describe("Payer's name."),
  customer_email: z.string().optional().describe("Payer's e-mail."),
  customer_phone: z.string().optional().describe("Payer's phone, E.164."),
};

/** A payment as the tools show it. */
export function toPaymentData(payment: Payment): ToolData {
  return {
    payment_id: payment.id,
    status: payment.status,
    method: payment.method,
    amount: payment.amountMinor,
    refunded_amount: payment.refundedMinor,
    currency: payment.currency,
    description: payment.description,
    customer: payment.customer,
    ...(payment.payee === null ? {} : { payee: payment.payee }),
    ...payment.instructions,
    created_at: new Date(payment.createdAtMs).toISOString(),
    expires_at: new Date(payment.expiresAtMs).toISOString(),
  };
}

/** A payment as metering needs it. */
export function toSettlementNotice(payment: Payment): SettlementNotice {
  return {
    payment_id: payment.id,
    status: payment.status,
    method: payment.method,
    currency: payment.currency,
    amount_minor: payment.amountMinor,
    description: payment.description,
    customer: payment.customer,
    pix_code: payment.instructions["pix_code"] ?? null,
  };
}
