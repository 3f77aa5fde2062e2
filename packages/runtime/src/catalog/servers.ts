import { argentineServers } from "./argentina.ts";
import { brazilianServers } from "./brazil.ts";
import type { CatalogServer } from "./catalog-server.ts";
import { colombianServers } from "./colombia.ts";
import { globalServers } from "./global.ts";
import { mexicanServers } from "./mexico.ts";

/** Every server the runtime knows by name. */
export const catalogServers: readonly CatalogServer[] = [
  ...globalServers,
  ...brazilianServers,
  ...mexicanServers,
  ...argentineServers,
  ...colombianServers,
];

/** Other names that servers go by. */
export const serverAliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "mercado-pago": "mercadopago",
    "pagar-me": "pagarme",
    nuvemfiscal: "nuvem-fiscal",
    melhorenvio: "melhor-envio",
    zapi: "z-api",
    mercadobitcoin: "mercado-bitcoin",
    bind: "bind-erp",
    stp: "stp-spei",
    spei: "stp-spei",
    "stp/spei": "stp-spei",
    starkbank: "stark-bank",
  }),
);
