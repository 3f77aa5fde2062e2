import { catalogServers } from "./servers.ts";

/** Named bundles of servers. */
export const presets: Readonly<Record<string, readonly string[]>> = {
  brazilian: ["stripe", ...idsOf("BR").filter((id) => id !== "mercado-bitcoin")],
  mexican: idsOf("MX"),
  argentinian: ["mercadopago", ...idsOf("AR")],
  colombian: idsOf("CO"),
  all: catalogServers.map(({ id }) => id),
};

function idsOf(country: string): readonly string[] {
  return catalogServers.filter((server) => server.country === country).map(({ id }) => id);
}
