import type { SandboxServer } from "../sandbox-server.ts";
import {
  createLabelTool,
  estimateDeliveryTool,
  quoteShippingTool,
  trackShipmentTool,
} from "../tools/logistics-tools.ts";

/** Correios' sandbox server: four tools. */
export const correios: SandboxServer = {
  id: "correios",
  name: "Correios",
  category: "logistics",
  country: "BR",
  authType: "api_key",
  capabilities: ["quote", "label", "tracking"],
  tools: [
    quoteShippingTool("Correios", {
      name: "correios_quote_shipping",
      title: "Quote shipping",
      description: "Price a parcel between two CEPs; prices in centavos.",
    }),
    estimateDeliveryTool("Correios", {
      name: "correios_estimate_delivery",
      title: "Estimate delivery",
      description: "Say when a parcel would arrive.",
    }),
    createLabelTool("Correios", {
      name: "correios_create_label",
      title: "Create label",
      description: "Buy a shipping label; answers its tracking code.",
    }),
    trackShipmentTool({
      name: "correios_track",
      title: "Track parcel",
      description: "Say where a parcel is.",
    }),
  ],
};
