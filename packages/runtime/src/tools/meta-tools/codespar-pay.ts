import * as z from "zod";

import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool, Plan, PlanContext } from "./meta-tool.ts";
import {
  countryField,
  methodField,
  paymentFields,
  toPaymentData,
  toProviderInput,
  toProviderMethod,
} from "./payment-input.ts";
import { callRoute, chooseRoute } from "./server-route.ts";

const recipientSchema = z.union([
  z.string().min(1),
  z.looseObject({
    name: z.string().optional(),
    document: z.string().optional(),
    pix_key: z.string().optional(),
    clabe: z.string().optional(),
  }),
]);

const inputSchema = z.object({
  action: z.enum(["pay", "status"]).default("pay").describe("Charge, or show a payment."),
  method: methodField,
  ...paymentFields,
  country: countryField,
  payment_id: z.string().optional().describe("The payment to show."),
  recipient: recipientSchema
    .optional()
    .describe("Who is to be paid (a Pix key, a CLABE); absent when the customer pays you."),
});

/** Charges a customer, or pays somebody, through whichever connected server fits. */
export const codesparPay: MetaTool = createMetaTool({
  name: "codespar_pay",
  title: "Pay",
  description:
    "Process payments via Pix, boleto, card, or wallet. The amount is in whole minor units: 15000 is R$150.00.",
  effect: "moves-money",
  money: {
    amount: "/amount",
    unit: "minor",
    currency: "/currency",
    default_currency: "BRL",
    payee: ["/recipient/pix_key", "/recipient/clabe", "/recipient/document", "/recipient"],
  },
  input: inputSchema,
  plan: (input, context) =>
    input.action === "status" ? show(input, context) : pay(input, context),
});

type PayInput = z.output<typeof inputSchema>;

async function pay(input: PayInput, context: PlanContext): Promise<Plan> {
  const { amount, currency, country, recipient } = input;
  if (amount === undefined) {
    return refuseInput("amount", "required", '"amount" is required (rule: required).');
  }
  const method = toProviderMethod(input.method);
  const kind = recipient === undefined ? "pay" : "payOut";
  const route = await chooseRoute(context, { kind, method, currency, country });
  if (route.kind === "refuse") return route;
  const toData = (data: Parameters<typeof toPaymentData>[0]) =>
    toPaymentData(data, (id) => context.qrUrl(route.server, id));
  if (recipient === undefined) return callRoute(route, toProviderInput(input, method), toData);
  const payee = payeeOf(recipient);
  if (payee === undefined) {
    return refuseInput("recipient", "required", 'Give "recipient" a Pix key or a CLABE.');
  }
  const { description } = input;
  const described = description === undefined ? {} : { description };
  const transfer = { amount, currency, payee, ...described };
  return callRoute(route, transfer, toData);
}

function payeeOf(recipient: z.output<typeof recipientSchema>): string | undefined {
  if (typeof recipient === "string") return recipient;
  return recipient.pix_key ?? recipient.clabe ?? recipient.document;
}

async function show({ payment_id }: PayInput, context: PlanContext): Promise<Plan> {
  if (payment_id === undefined) {
    return refuseInput("payment_id", "required", '"payment_id" is required (rule: required).');
  }
  const payment = await context.findPayment(payment_id);
  if (payment === undefined) {
    return refuseInput("payment_id", "exists", `There is no payment "${payment_id}".`);
  }
  const { server } = payment;
  const route = await chooseRoute(context, { kind: "paymentStatus", server });
  if (route.kind === "refuse") return route;
  return callRoute(route, { payment_id }, (data) =>
    toPaymentData(data, (id) => context.qrUrl(server, id)),
  );
}
