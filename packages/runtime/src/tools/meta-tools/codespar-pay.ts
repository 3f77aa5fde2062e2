import * as z from "zod";

import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool, Plan, PlanContext } from "./meta-tool.ts";
import {
  methodField,
  paymentFields,
  toPaymentData,
  toProviderInput,
  toProviderMethod,
} from "./payment-input.ts";
import { chooseRoute, serverRoutes } from "./server-routes.ts";

const inputSchema = z.object({
  action: z.enum(["pay", "status"]).default("pay").describe("Charge, or show a payment."),
  method: methodField,
  ...paymentFields,
  payment_id: z.string().optional().describe("The payment to show."),
  recipient: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .describe("Who is to be paid; absent when the customer pays you."),
});

/** Charges a customer through whichever connected server fits. */
export const codesparPay: MetaTool = createMetaTool({
  name: "codespar_pay",
  title: "Pay",
  description:
    "Process payments via Pix, boleto, card, or wallet. The amount is in whole minor units: 15000 is R$150.00.",
  effect: "moves-money",
  input: inputSchema,
  plan: (input, context) =>
    input.action === "status" ? show(input, context) : pay(input, context),
});

type PayInput = z.output<typeof inputSchema>;

function pay(input: PayInput, context: PlanContext): Plan {
  if (input.recipient !== undefined) {
    return {
      kind: "refuse",
      code: "needs_connection",
      message: "No connected server can send money to a recipient; nothing was charged.",
    };
  }
  if (input.amount === undefined) {
    return refuseInput("amount", "required", '"amount" is required (rule: required).');
  }
  const method = toProviderMethod(input.method);
  const route = chooseRoute(serverRoutes.pay, { ...context, mayStandIn: false }, method);
  if ("kind" in route) return route;
  return {
    kind: "call",
    ...route,
    input: toProviderInput(input, method),
    toData: (data) => toPaymentData(data, context.publicUrl),
  };
}

async function show({ payment_id }: PayInput, context: PlanContext): Promise<Plan> {
  if (payment_id === undefined) {
    return refuseInput("payment_id", "required", '"payment_id" is required (rule: required).');
  }
  const payment = await context.findPayment(payment_id);
  if (payment === undefined) {
    return refuseInput("payment_id", "exists", `There is no payment "${payment_id}".`);
  }
  const routes = serverRoutes.paymentStatus.filter(({ server }) => server === payment.server);
  const route = chooseRoute(routes, { ...context, mayStandIn: false });
  if ("kind" in route) return route;
  return {
    kind: "call",
    ...route,
    input: { payment_id },
    toData: (data) => toPaymentData(data, context.publicUrl),
  };
}
