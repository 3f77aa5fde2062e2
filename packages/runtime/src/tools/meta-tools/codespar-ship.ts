import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";
import { countryField } from "./payment-input.ts";
import { callRoute, chooseRoute } from "./server-route.ts";

const addressSchema = z.looseObject({
  postal_code: z.string().describe("Postal code."),
  country: countryField,
});
const itemSchema = z.object({
  weight_g: z.int().positive().optional().describe("Grams."),
  weight_grams: z.int().positive().optional().describe("Grams; the same as weight_g."),
});

/** Quotes, labels and tracks parcels through whichever connected server fits. */
export const codesparShip: MetaTool = createMetaTool({
  name: "codespar_ship",
  title: "Ship",
  description: "Quote shipping, buy a shipping label, or track a parcel.",
  effect: "writes",
  input: z.object({
    action: z.enum(["label", "quote", "track"]).default("label").describe("What to do."),
    origin: addressSchema.optional().describe("Where it leaves from."),
    destination: addressSchema.optional().describe("Where it goes."),
    items: z.array(itemSchema).min(1).optional().describe("What is sent."),
    service_level: z.string().default("standard").describe("A service_id from a quote."),
    tracking_code: z.string().optional().describe("The parcel to track."),
  }),
  async plan({ action, origin, destination, items, service_level, tracking_code }, context) {
    const { mayStandIn } = context;
    if (action === "track") {
      if (tracking_code === undefined) {
        return refuseInput("tracking_code", "required", '"tracking_code" is required.');
      }
      const country = /[A-Z]{2}$/.exec(tracking_code)?.[0];
      const route = await chooseRoute(context, { kind: "shipTrack", country, mayStandIn });
      if (route.kind === "refuse") return route;
      return callRoute(route, { tracking_code }, toShipData);
    }
    if (origin === undefined || destination === undefined || items === undefined) {
      return refuseInput("origin", "required", 'Give "origin", "destination" and "items".');
    }
    const parcel = {
      from: origin.postal_code,
      to: destination.postal_code,
      weight_grams: items.reduce((sum, item) => sum + (item.weight_g ?? item.weight_grams ?? 0), 0),
    };
    const quoting = action === "quote";
    const kind = quoting ? "shipQuote" : "shipLabel";
    const country = origin.country ?? countryOf(origin.postal_code);
    const route = await chooseRoute(context, { kind, country, mayStandIn });
    if (route.kind === "refuse") return route;
    const input = quoting ? parcel : { ...parcel, service_id: service_level };
    return callRoute(route, input, toShipData);
  },
});

const postalDigits: Readonly<Record<number, string>> = { 8: "BR", 6: "CO", 5: "MX", 4: "AR" };

/** The country a postal code looks like one of. */
function countryOf(postalCode: string): string | undefined {
  return postalDigits[postalCode.replaceAll(/\D/g, "").length];
}

function toShipData(data: ToolData): ToolData {
  const { shipment_id: id, price } = data;
  return id === undefined ? data : { ...data, id, cost_minor: price };
}
