import type { SettlementNotice, ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Payment } from "../engines/payments.ts";

/** The amount of money fields, in the words every tool uses. */
export const amountField: z.ZodInt = z
  .int()
  .positive()
  .describe("Amount in whole minor units: 15000 is R$150.00.");

/** A currency field. */
export const currencyField: z.ZodDefault<z.ZodString> = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .default("BRL")
  .describe("ISO 4217 code.");

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
    ...(payment.pixCode === null ? {} : { pix_code: payment.pixCode }),
    ...(payment.boletoLine === null ? {} : { boleto_line: payment.boletoLine }),
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
    pix_code: payment.pixCode,
  };
}
