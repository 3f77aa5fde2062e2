import type { SandboxServer } from "../sandbox-server.ts";
import { exchangeRateTool } from "../tools/banking-tools.ts";
import { placeOrderTool } from "../tools/crypto-tools.ts";
import { getPaymentTool, listPaymentsTool } from "../tools/payment-tools.ts";

/** Mercado Bitcoin's sandbox server. */
export const mercadoBitcoin: SandboxServer = {
  id: "mercado-bitcoin",
  name: "Mercado Bitcoin",
  tools: [
    exchangeRateTool("BRL", {
      name: "mercado_bitcoin_get_ticker",
      title: "Get ticker",
      description: "Show the price of a coin in centavos of real.",
    }),
    placeOrderTool(
      { server: "mercado-bitcoin", currency: "BRL" },
      {
        name: "mercado_bitcoin_place_order",
        title: "Place order",
        description: "Buy or sell coins for an amount in centavos of real.",
      },
    ),
    getPaymentTool({
      name: "mercado_bitcoin_get_order",
      title: "Get order",
      description: "Show an order and its status.",
    }),
    listPaymentsTool("mercado-bitcoin", {
      name: "mercado_bitcoin_list_orders",
      title: "List orders",
      description: "List the newest orders.",
    }),
  ],
};
