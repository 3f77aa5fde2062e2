import { sandboxServers } from "@codespar/sandbox";

import type { CatalogServer } from "./catalog-server.ts";

/** Every server the runtime knows by name. */
export const catalogServers: readonly CatalogServer[] = sandboxServers;

/** Other names that servers go by. */
export const serverAliases: Readonly<Record<string, string>> = {
  "mercado-pago": "mercadopago",
  "pagar-me": "pagarme",
  nuvemfiscal: "nuvem-fiscal",
  zapi: "z-api",
};
