import type { SandboxServer } from "../sandbox-server.ts";
import {
  cancelPaymentTool,
  createCheckoutTool,
  createCustomerTool,
  createPaymentTool,
  getPaymentTool,
  refundPaymentTool,
} from "../tools/payment-tools.ts";

/** Asaas's sandbox server. */
export const asaas: SandboxServer = {
  id: "asaas",
  name: "Asaas",
  category: "payments",
  country: "BR",
  authType: "api_key",
  capabilities: ["pix", "boleto", "credit_card", "checkout_link", "refund"],
  tools: [
    createCustomerTool({
      name: "asaas_create_customer",
      title: "Create customer",
      description: "Register an Asaas customer.",
    }),
    createPaymentTool("asaas", ["pix", "boleto", "card"], {
      name: "asaas_create_payment",
      title: "Create payment",
      description: "Create an Asaas payment by Pix, boleto or card.",
    }),
    createCheckoutTool("asaas", ["pix", "boleto", "card"], {
      name: "asaas_create_payment_link",
      title: "Create payment link",
      description: "Create an Asaas payment link.",
    }),
    getPaymentTool({
      name: "asaas_get_payment",
      title: "Get payment",
      description: "Show an Asaas payment and its status.",
    }),
    cancelPaymentTool({
      name: "asaas_cancel_payment",
      title: "Cancel payment",
      description: "Cancel a pending Asaas payment.",
    }),
    refundPaymentTool({
      name: "asaas_refund_payment",
      title: "Refund payment",
      description: "Refund a settled Asaas payment, whole or in part.",
    }),
  ],
};
