import * as z from "zod";

import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";
import {
  countryField,
  methodField,
  paymentFields,
  toPaymentData,
  toProviderInput,
  toProviderMethod,
} from "./payment-input.ts";
import { callRoute, chooseRoute } from "./server-route.ts";

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
  money: {
    amount: "/amount",
    unit: "minor",
    currency: "/currency",
    default_currency: "BRL",
  },
  input: z.object({
    ...paymentFields,
    country: countryField,
    method: methodField,
    items: z.array(itemSchema).min(1).max(100).optional().describe("What is sold."),
  }),
  async plan(input, context) {
    const amount =
      input.amount ?? input.items?.reduce((sum, item) => sum + item.price * item.quantity, 0);
    if (amount === undefined) {
      return refuseInput("amount", "required", 'Give "amount" or "items" (rule: required).');
    }
    const method = toProviderMethod(input.method);
    const { currency, country } = input;
    const route = await chooseRoute(context, { kind: "checkout", method, currency, country });
    if (route.kind === "refuse") return route;
    const description = input.description ?? input.items?.map(({ name }) => name).join(", ");
    const priced = { ...input, amount };
    const call = callRoute(route, toProviderInput({ ...priced, description }, method), (data) =>
      toPaymentData(data, (id) => context.qrUrl(route.server, id)),
    );
    return { ...call, priced };
  },
});
