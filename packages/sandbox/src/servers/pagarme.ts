import type { SandboxServer } from "../sandbox-server.ts";
import { paymentGateway } from "../tools/payment-gateway.ts";

/** Pagar.me's sandbox server. */
export const pagarme: SandboxServer = paymentGateway({ id: "pagarme", name: "Pagar.me" });
