import type { SandboxServer } from "../sandbox-server.ts";
import {
  cancelPaymentTool,
  createCheckoutTool,
  createCustomerTool,
  createPaymentTool,
  getPaymentTool,
  listPaymentsTool,
  refundPaymentTool,
} from "../tools/payment-tools.ts";

/** Stripe's sandbox server: eight tools. */
export const stripe: SandboxServer = {
  id: "stripe",
  name: "Stripe",
  tools: [
    createPaymentTool(
      { server: "stripe", methods: ["card", "pix", "boleto"] },
      {
        name: "stripe_create_payment_intent",
        title: "Create PaymentIntent",
        description: "Create a Stripe PaymentIntent for card payments, Pix or boleto.",
      },
    ),
    createCheckoutTool(
      { server: "stripe", methods: ["card", "pix", "boleto"] },
      {
        name: "stripe_create_checkout",
        title: "Create Checkout session",
        description: "Create a Stripe Checkout session.",
      },
    ),
    createPaymentTool(
      { server: "stripe", methods: ["card"] },
      {
        name: "stripe_create_subscription",
        title: "Create subscription",
        description: "Start a Stripe subscription and charge its first period.",
      },
    ),
    getPaymentTool({
      name: "stripe_get_payment_intent",
      title: "Get PaymentIntent",
      description: "Show a Stripe PaymentIntent and its status.",
    }),
    listPaymentsTool("stripe", {
      name: "stripe_list_payment_intents",
      title: "List PaymentIntents",
      description: "List the newest Stripe PaymentIntents.",
    }),
    cancelPaymentTool({
      name: "stripe_cancel_payment_intent",
      title: "Cancel PaymentIntent",
      description: "Cancel a pending Stripe PaymentIntent.",
    }),
    refundPaymentTool(
      {},
      {
        name: "stripe_create_refund",
        title: "Refund",
        description: "Refund a settled Stripe payment, whole or in part.",
      },
    ),
    createCustomerTool({
      name: "stripe_create_customer",
      title: "Create customer",
      description: "Register a Stripe customer.",
    }),
  ],
};
