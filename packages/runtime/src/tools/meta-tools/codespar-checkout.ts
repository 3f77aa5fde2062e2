import * as z from "zod";

import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";
import {
  methodField,
  paymentFields,
  toPaymentData,
  toProviderInput,
  toProviderMethod,
} from "./payment-input.ts";
import { chooseRoute, serverRoutes } from "./server-routes.ts";

const itemSchema = z.object({
  name: z.string().describe("What is sold."),
  price: z.int().positive().describe("Price of one, in whole minor units."),
  quantity: z.int().positive().default(1).describe("How many."),
});

/** Opens a checkout through whichever connected server fits. */
export const codesparCheckout: MetaTool = createMetaTool({
  name: "codespar_checkout",
  title: "Checkout",
  description:
    "Create a checkout session for a product or service. Give an amount or items; prices are in whole minor units.",
  effect: "moves-money",
  input: z.object({
    ...paymentFields,
    method: methodField,
    items: z.array(itemSchema).min(1).max(100).optional().describe("What is sold."),
  }),
  plan(input, context) {
    const amount =
      input.amount ?? input.items?.reduce((sum, item) => sum + item.price * item.quantity, 0);
    if (amount === undefined) {
      return refuseInput("amount", "required", 'Give "amount" or "items" (rule: required).');
    }
    const method = toProviderMethod(input.method);
    const route = chooseRoute(serverRoutes.checkout, { ...context, mayStandIn: false }, method);
    if ("kind" in route) return route;
    const description = input.description ?? input.items?.map(({ name }) => name).join(", ");
    return {
      kind: "call",
      ...route,
      input: toProviderInput({ ...input, amount, description }, method),
      toData: (data) => toPaymentData(data, context.publicUrl),
    };
  },
});
