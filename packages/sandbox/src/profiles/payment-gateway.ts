import type { SandboxServer } from "../sandbox-server.ts";
import {
  cancelPaymentTool,
  createCheckoutTool,
  createCustomerTool,
  createPaymentTool,
  getPaymentTool,
  type PaymentTerms,
  refundPaymentTool,
} from "../tools/payment-tools.ts";
import { toolPrefix } from "./tool-prefix.ts";

/** What tells one ordinary payment gateway from another. */
export interface PaymentGateway extends Omit<PaymentTerms, "server"> {
  readonly id: string;
  readonly name: string;
}

/** The sandbox server of an ordinary payment gateway: six tools. */
export function paymentGateway({ id, name, ...terms }: PaymentGateway): SandboxServer {
  const prefix = toolPrefix(id);
  const there = { ...terms, server: id };
  return {
    id,
    name,
    tools: [
      createCustomerTool({
        name: `${prefix}_create_customer`,
        title: "Create customer",
        description: `Register a customer at ${name}.`,
      }),
      createPaymentTool(there, {
        name: `${prefix}_create_payment`,
        title: "Create payment",
        description: `Create a payment at ${name} by ${terms.methods.join(", ")}.`,
      }),
      createCheckoutTool(there, {
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
      refundPaymentTool(there, {
        name: `${prefix}_refund_payment`,
        title: "Refund payment",
        description: `Refund a settled payment at ${name}, whole or in part.`,
      }),
    ],
  };
}
