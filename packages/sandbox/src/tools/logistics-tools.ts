import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Shipment } from "../engines/logistics.ts";
import { createSandboxTool, type SandboxTool } from "../sandbox-tool.ts";
import type { ToolLabel } from "./payment-tools.ts";

const parcelFields = {
  from: z.string().describe("Origin CEP, 8 digits."),
  to: z.string().describe("Destination CEP, 8 digits."),
  weight_grams: z.int().positive().max(30_000).describe("Weight in grams."),
};

/** A tool that prices a parcel. */
export function quoteShippingTool(carrier: string, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object(parcelFields),
    run: ({ from, to, weight_grams }, { logistics }) => ({
      data: {
        quotes: logistics
          .quote(carrier, { from, to, weightGrams: weight_grams })
          .map(({ serviceId, priceMinor, days }) => ({
            service_id: serviceId,
            carrier,
            price: priceMinor,
            currency: "BRL",
            days,
          })),
      },
    }),
  });
}

/** A tool that buys a label. */
export function createLabelTool(carrier: string, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    input: z.object({
      ...parcelFields,
      service_id: z.string().default("standard").describe("A service from a quote."),
    }),
    run({ from, to, weight_grams, service_id }, { logistics }) {
      const parcel = { from, to, weightGrams: weight_grams };
      return { data: toShipmentData(logistics.ship(carrier, parcel, service_id)) };
    },
  });
}

/** A tool that says where a parcel is. */
export function trackShipmentTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object({ tracking_code: z.string().describe("Code on the label.") }),
    run({ tracking_code }, { logistics }) {
      const { shipment, status } = logistics.track(tracking_code);
      return { data: { ...toShipmentData(shipment), status } };
    },
  });
}

/** A tool that says when a parcel would arrive. */
export function estimateDeliveryTool(carrier: string, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object(parcelFields),
    run({ from, to, weight_grams }, world) {
      const [fastest] = world.logistics
        .quote(carrier, { from, to, weightGrams: weight_grams })
        .toSorted((left, right) => left.days - right.days);
      const days = fastest?.days ?? 0;
      const arrival = new Date(world.now() + days * 86_400_000).toISOString();
      return { data: { days, estimated_delivery: arrival } };
    },
  });
}

function toShipmentData(shipment: Shipment): ToolData {
  return {
    shipment_id: shipment.id,
    tracking_code: shipment.trackingCode,
    carrier: shipment.carrier,
    service_id: shipment.serviceId,
    price: shipment.priceMinor,
    currency: "BRL",
    status: "label_created",
    estimated_delivery: new Date(shipment.arrivesAtMs).toISOString(),
  };
}
