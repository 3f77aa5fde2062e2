import { catalogServers } from "./servers.ts";

/** Named bundles of servers. */
export const presets: Readonly<Record<string, readonly string[]>> = {
  brazilian: ["stripe", "mercadopago", "asaas", "pagarme", "nuvem-fiscal", "correios", "z-api"],
  all: catalogServers.map(({ id }) => id),
};
