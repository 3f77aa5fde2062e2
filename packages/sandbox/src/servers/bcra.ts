import type { SandboxServer } from "../sandbox-server.ts";
import { exchangeRateTool } from "../tools/banking-tools.ts";

/** The sandbox server of Argentina's central bank, which publishes and takes nothing. */
export const bcra: SandboxServer = {
  id: "bcra",
  name: "BCRA",
  tools: [
    exchangeRateTool("ARS", {
      name: "bcra_get_exchange_rate",
      title: "Get exchange rate",
      description: "Show the official rate of a currency in centavos of Argentine peso.",
    }),
  ],
};
