import type { Carrier } from "../engines/logistics.ts";
import type { SandboxServer } from "../sandbox-server.ts";
import {
  createLabelTool,
  estimateDeliveryTool,
  quoteShippingTool,
  trackShipmentTool,
} from "../tools/logistics-tools.ts";
import { toolPrefix } from "./tool-prefix.ts";

/** The sandbox server of a carrier: four tools. */
export function carrier(id: string, terms: Carrier): SandboxServer {
  const prefix = toolPrefix(id);
  const { name, currency } = terms;
  return {
    id,
    name,
    tools: [
      quoteShippingTool(terms, {
        name: `${prefix}_quote_shipping`,
        title: "Quote shipping",
        description: `Price a parcel with ${name}; prices in minor units of ${currency}.`,
      }),
      estimateDeliveryTool(terms, {
        name: `${prefix}_estimate_delivery`,
        title: "Estimate delivery",
        description: `Say when a parcel would arrive with ${name}.`,
      }),
      createLabelTool(terms, {
        name: `${prefix}_create_label`,
        title: "Create label",
        description: `Buy a shipping label of ${name}; answers its tracking code.`,
      }),
      trackShipmentTool({
        name: `${prefix}_track`,
        title: "Track parcel",
        description: `Say where a parcel of ${name} is.`,
      }),
    ],
  };
}
