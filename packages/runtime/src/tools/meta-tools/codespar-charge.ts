import { minorUnits } from "@codespar/protocol";
import * as z from "zod";

import { toMinor } from "../../policy/to-minor.ts";
import { createMetaTool } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";
import {
  countryField,
  methodField,
  toPaymentData,
  toProviderInput,
  toProviderMethod,
} from "./payment-input.ts";
import { callRoute, chooseRoute } from "./server-route.ts";

const buyerSchema = z.object({
  name: z.string().optional().describe("Name."),
  email: z.string().optional().describe("E-mail."),
  phone: z.string().optional().describe("Phone, E.164."),
  document: z.string().optional().describe("Tax id."),
});

/** Charges a buyer an amount in whole and decimal units, unlike `codespar_pay`. */
export const codesparCharge: MetaTool = createMetaTool({
  name: "codespar_charge",
  title: "Charge",
  description:
    "Charge a buyer. The amount is in major units: 150.5 is R$150.50 (codespar_pay takes centavos).",
  effect: "moves-money",
  money: {
    amount: "/amount",
    unit: "major",
    currency: "/currency",
    default_currency: "BRL",
  },
  input: z.object({
    amount: z.number().positive().max(10_000_000).describe("Amount in major units: 150.5."),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default("BRL")
      .describe("ISO 4217 code."),
    method: methodField,
    country: countryField,
    description: z.string().max(500).optional().describe("What is charged for."),
    buyer: buyerSchema.optional().describe("Who pays."),
    due_date: z.string().optional().describe("Latest day of payment, ISO 8601."),
  }),
  async plan({ buyer = {}, due_date: dueDate, ...charge }, context) {
    const { amount, currency, country } = charge;
    const method = toProviderMethod(charge.method);
    const route = await chooseRoute(context, { kind: "pay", method, currency, country });
    if (route.kind === "refuse") return route;
    const input = {
      ...charge,
      amount: toMinor(amount, currency),
      customer_name: buyer.name,
      customer_email: buyer.email,
      customer_phone: buyer.phone,
    };
    return callRoute(route, toProviderInput(input, method), (data) => {
      const paid = toPaymentData(data, (id) => context.qrUrl(route.server, id));
      const minor = paid["amount"];
      return {
        ...paid,
        amount: typeof minor === "number" ? minor / 10 ** minorUnits(currency) : amount,
        amount_minor: minor,
        ...(dueDate === undefined ? {} : { due_date: dueDate }),
      };
    });
  },
});
