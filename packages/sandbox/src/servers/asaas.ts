import type { SandboxServer } from "../sandbox-server.ts";
import { paymentGateway } from "../tools/payment-gateway.ts";

/** Asaas's sandbox server. */
export const asaas: SandboxServer = paymentGateway({ id: "asaas", name: "Asaas" });
