import type { SandboxServer } from "./sandbox-server.ts";
import { asaas } from "./servers/asaas.ts";
import { correios } from "./servers/correios.ts";
import { mercadopago } from "./servers/mercadopago.ts";
import { nuvemFiscal } from "./servers/nuvem-fiscal.ts";
import { pagarme } from "./servers/pagarme.ts";
import { stripe } from "./servers/stripe.ts";
import { zApi } from "./servers/z-api.ts";

/** Every sandbox server. */
export const sandboxServers: readonly SandboxServer[] = [
  stripe,
  mercadopago,
  asaas,
  pagarme,
  nuvemFiscal,
  correios,
  zApi,
];
