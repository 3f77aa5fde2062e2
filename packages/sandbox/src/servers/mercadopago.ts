import type { SandboxServer } from "../sandbox-server.ts";
import {
  cancelPaymentTool,
  createCheckoutTool,
  createPaymentTool,
  getPaymentTool,
  listPaymentsTool,
  refundPaymentTool,
} from "../tools/payment-tools.ts";

/** Mercado Pago's sandbox server: six tools. */
export const mercadopago: SandboxServer = {
  id: "mercadopago",
  name: "Mercado Pago",
  tools: [
    createPaymentTool(
      { server: "mercadopago", methods: ["pix", "boleto", "card", "wallet"] },
      {
        name: "mercadopago_create_payment",
        title: "Create payment",
        description: "Create a Mercado Pago payment by Pix, boleto, card or wallet.",
      },
    ),
    createCheckoutTool(
      { server: "mercadopago", methods: ["pix", "card", "boleto", "wallet"] },
      {
        name: "mercadopago_create_preference",
        title: "Create checkout preference",
        description: "Create a Mercado Pago checkout preference.",
      },
    ),
    getPaymentTool({
      name: "mercadopago_get_payment",
      title: "Get payment",
      description: "Show a Mercado Pago payment and its status.",
    }),
    listPaymentsTool("mercadopago", {
      name: "mercadopago_search_payments",
      title: "Search payments",
      description: "List the newest Mercado Pago payments.",
    }),
    cancelPaymentTool({
      name: "mercadopago_cancel_payment",
      title: "Cancel payment",
      description: "Cancel a pending Mercado Pago payment.",
    }),
    refundPaymentTool(
      {},
      {
        name: "mercadopago_refund_payment",
        title: "Refund payment",
        description: "Refund a settled Mercado Pago payment, whole or in part.",
      },
    ),
  ],
};
