import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import { toIdText } from "../../to-id-text.ts";

interface PaymentFields {
  readonly amount: z.ZodOptional<z.ZodInt>;
  readonly currency: z.ZodDefault<z.ZodString>;
  readonly description: z.ZodOptional<z.ZodString>;
  readonly customer_name: z.ZodOptional<z.ZodString>;
  readonly customer_email: z.ZodOptional<z.ZodString>;
  readonly customer_phone: z.ZodOptional<z.ZodString>;
}

/** The money fields that paying and checking out share. */
export const paymentFields: PaymentFields = {
  amount: z
    .int()
    .positive()
    .optional()
    .describe("Amount in whole minor units (cents): 15000 is R$150.00."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("BRL")
    .describe("ISO 4217 code."),
  description: z.string().max(500).optional().describe("What the payment is for."),
  customer_name: z.string().optional().describe("Payer's name."),
  customer_email: z.string().optional().describe("Payer's e-mail."),
  customer_phone: z.string().optional().describe("Payer's phone, E.164."),
};

const methodNames = [
  "pix",
  "boleto",
  "card",
  "credit_card",
  "debit_card",
  "wallet",
  "spei",
  "oxxo",
  "pse",
  "nequi",
  "transfer",
] as const;

type MethodName = (typeof methodNames)[number];

/** Which country's servers to prefer. */
export const countryField: z.ZodOptional<z.ZodString> = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .optional()
  .describe("ISO 3166-1 alpha-2 code (that of the currency).");

/** How a payment can be made; the three names of a card are one method. */
export const methodField: z.ZodDefault<z.ZodEnum<z.core.util.ToEnum<MethodName>>> = z
  .enum(methodNames)
  .default("pix")
  .describe("How the payer pays.");

/** The method in the words of the providers. */
export function toProviderMethod(method: z.output<typeof methodField>): string {
  return method === "credit_card" || method === "debit_card" ? "card" : method;
}

/** The arguments a provider's payment tool takes, absent ones left out. */
export function toProviderInput(
  input: Readonly<Record<string, unknown>>,
  method: string,
): ToolData {
  const names = Object.keys(paymentFields);
  const kept = Object.entries(input).filter(([name, value]) => {
    return names.includes(name) && value !== undefined;
  });
  return { ...Object.fromEntries(kept), method };
}

/** A provider's payment in the words of the meta-tools. */
export function toPaymentData(data: ToolData, qrUrl: (paymentId: string) => string): ToolData {
  const { pix_code: pix, status } = data;
  const id = toIdText(data["payment_id"]);
  return {
    ...data,
    ...(id === undefined ? {} : { payment_id: id }),
    id,
    status: status === "settled" ? "succeeded" : status,
    ...(typeof pix === "string" ? { pix_copy_paste: pix, qr_code_url: qrUrl(String(id)) } : {}),
  };
}
