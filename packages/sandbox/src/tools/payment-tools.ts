import * as z from "zod";

import type { PaymentMethod } from "../engines/payment-methods.ts";
import type { Customer } from "../engines/payments.ts";
import { asksForTimeout, throwRequestedFault } from "../fault.ts";
import { SandboxError } from "../sandbox-error.ts";
import {
  createSandboxTool,
  type SandboxTool,
  type ToolAnswer,
  type ToolLabel,
} from "../sandbox-tool.ts";
import type { SandboxWorld } from "../sandbox-world.ts";
import {
  amountField,
  currencyField,
  customerFields,
  paymentMoney,
  paymentOutput,
  toPaymentData,
  toSettlementNotice,
} from "./payment-fields.ts";

/** Where a provider takes payments, and how. */
export interface PaymentTerms {
  readonly server: string;
  readonly methods: readonly [PaymentMethod, ...PaymentMethod[]];
  /** The currency when none is named (`"BRL"`). */
  readonly currency?: string | undefined;
}

/** A tool that creates a payment. */
export function createPaymentTool(
  { server, methods, currency }: PaymentTerms,
  label: ToolLabel,
): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "moves-money",
    money: paymentMoney(currency),
    output: paymentOutput,
    input: z.object({
      method: z.enum(methods).default(methods[0]).describe("How the payer pays."),
      amount: amountField,
      currency: currencyField(currency),
      description: z.string().max(500).optional().describe("What the payment is for."),
      ...customerFields,
    }),
    run: (input, world) => pay(server, input, world),
  });
}

/** A tool that opens a hosted checkout. */
export function createCheckoutTool(
  { server, methods, currency }: PaymentTerms,
  label: ToolLabel,
): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "moves-money",
    money: paymentMoney(currency),
    output: paymentOutput,
    input: z.object({
      amount: amountField,
      currency: currencyField(currency),
      description: z.string().max(500).optional().describe("What is being sold."),
      method: z.enum(methods).default(methods[0]).describe("The method offered first."),
      ...customerFields,
    }),
    run(input, world) {
      const answer = pay(server, input, world);
      return { ...answer, data: { checkout_id: `chk_${paymentIdOf(answer)}`, ...answer.data } };
    },
  });
}

/** A tool that shows one payment. */
export function getPaymentTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    output: paymentOutput,
    input: z.object({ payment_id: z.string().describe("Id of the payment.") }),
    run: ({ payment_id }, { payments }) => ({ data: toPaymentData(payments.get(payment_id)) }),
  });
}

/** A tool that lists a provider's payments. */
export function listPaymentsTool(server: string, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    output: z.object({ payments: z.array(paymentOutput) }),
    input: z.object({ limit: z.int().min(1).max(100).default(20).describe("How many at most.") }),
    run: ({ limit }, { payments }) => ({
      data: { payments: payments.list(server).slice(-limit).map(toPaymentData) },
    }),
  });
}

/** A tool that gives money back; its arguments say in which currency, so that limits count it. */
export function refundPaymentTool(
  { currency }: Pick<PaymentTerms, "currency">,
  label: ToolLabel,
): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "moves-money",
    money: paymentMoney(currency),
    output: paymentOutput,
    input: z.object({
      payment_id: z.string().describe("Id of a settled payment."),
      amount: amountField.optional().describe("Minor units to refund; everything if absent."),
      currency: currencyField(currency).describe("ISO 4217 code of the payment."),
      description: z.string().max(500).optional().describe("Why."),
    }),
    run({ payment_id, amount, currency: named, description }, { payments }) {
      throwRequestedFault(description);
      const { currency: paid } = payments.get(payment_id);
      if (named !== paid) {
        const message = `Payment "${payment_id}" is in ${paid}, not ${named}: name its currency.`;
        throw new SandboxError("provider_error", message, { field: "currency" });
      }
      const data = toPaymentData(payments.refund(payment_id, amount));
      return { data, lost: asksForTimeout(description) };
    },
  });
}

/** A tool that calls off a pending payment. */
export function cancelPaymentTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    output: paymentOutput,
    input: z.object({ payment_id: z.string().describe("Id of a pending payment.") }),
    run: ({ payment_id }, { payments }) => ({ data: toPaymentData(payments.fail(payment_id)) }),
  });
}

/** A tool that registers a customer. */
export function createCustomerTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    output: z.looseObject({ customer_id: z.string(), name: z.string() }),
    input: z.object({
      name: z.string().min(1).describe("Name."),
      email: z.string().optional().describe("E-mail."),
      phone: z.string().optional().describe("Phone, E.164."),
      document: z.string().optional().describe("CPF or CNPJ."),
    }),
    run: (input, { newId }) => ({ data: { customer_id: newId("cus"), ...input } }),
  });
}

interface PayInput {
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly currency: string;
  readonly description?: string | undefined;
  readonly customer_name?: string | undefined;
  readonly customer_email?: string | undefined;
  readonly customer_phone?: string | undefined;
}

function pay(server: string, input: PayInput, { payments }: SandboxWorld): ToolAnswer {
  throwRequestedFault(input.description);
  const payment = payments.create({
    server,
    method: input.method,
    amountMinor: input.amount,
    currency: input.currency,
    customer: toCustomer(input),
    ...(input.description === undefined ? {} : { description: input.description }),
  });
  return {
    data: toPaymentData(payment),
    settlement: toSettlementNotice(payment),
    lost: asksForTimeout(input.description),
  };
}

function toCustomer(input: PayInput): Partial<Customer> {
  return {
    ...(input.customer_name === undefined ? {} : { name: input.customer_name }),
    ...(input.customer_email === undefined ? {} : { email: input.customer_email }),
    ...(input.customer_phone === undefined ? {} : { phone: input.customer_phone }),
  };
}

function paymentIdOf({ settlement }: ToolAnswer): string {
  return settlement?.payment_id.replace(/^pay_/, "") ?? "";
}
