import type { SandboxServer } from "../sandbox-server.ts";
import {
  cancelPaymentTool,
  createCheckoutTool,
  createCustomerTool,
  createPaymentTool,
  getPaymentTool,
  refundPaymentTool,
} from "./payment-tools.ts";

/** What tells one ordinary Brazilian payment gateway from another. */
export interface PaymentGateway {
  readonly id: string;
  readonly name: string;
}

/** The sandbox server of an ordinary Brazilian payment gateway: six tools. */
export function paymentGateway({ id, name }: PaymentGateway): SandboxServer {
  const prefix = id.replaceAll("-", "_");
  return {
    id,
    name,
    category: "payments",
    country: "BR",
    authType: "api_key",
    capabilities: ["pix", "boleto", "credit_card", "checkout_link", "refund"],
    tools: [
      createCustomerTool({
        name: `${prefix}_create_customer`,
        title: "Create customer",
        description: `Register a customer at ${name}.`,
      }),
      createPaymentTool(id, ["pix", "boleto", "card"], {
        name: `${prefix}_create_payment`,
        title: "Create payment",
        description: `Create a payment at ${name} by Pix, boleto or card.`,
      }),
      createCheckoutTool(id, ["pix", "boleto", "card"], {
        name: `${prefix}_create_payment_link`,
        title: "Create payment link",
        description: `Create a payment link at ${name}.`,
      }),
      getPaymentTool({
        name: `${prefix}_get_payment`,
        title: "Get payment",
        description: `Show a payment made at ${name} and its status.`,
      }),
      cancelPaymentTool({
        name: `${prefix}_cancel_payment`,
        title: "Cancel payment",
        description: `Cancel a pending payment at ${name}.`,
      }),
      refundPaymentTool({
        name: `${prefix}_refund_payment`,
        title: "Refund payment",
        description: `Refund a settled payment at ${name}, whole or in part.`,
      }),
    ],
  };
}
