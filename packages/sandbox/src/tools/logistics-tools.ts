import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Carrier, Shipment } from "../engines/logistics.ts";
import { createSandboxTool, type SandboxTool, type ToolLabel } from "../sandbox-tool.ts";

const shipmentOutput = z.object({
  shipment_id: z.string(),
  tracking_code: z.string(),
  carrier: z.string(),
  service_id: z.string(),
  price: z.int().describe("Whole minor units."),
  currency: z.string(),
  status: z.enum(["label_created", "in_transit", "delivered"]),
  estimated_delivery: z.string(),
});

const quoteOutput = z.object({
  quotes: z.array(
    z.object({
      service_id: z.string(),
      carrier: z.string(),
      price: z.int().describe("Whole minor units."),
      currency: z.string(),
      days: z.int(),
    }),
  ),
});

/** A tool that prices a parcel. */
export function quoteShippingTool(carrier: Carrier, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object(parcelFields(carrier)),
    output: quoteOutput,
    run: ({ from, to, weight_grams }, { logistics }) => ({
      data: {
        quotes: logistics
          .quote(carrier, { from, to, weightGrams: weight_grams })
          .map(({ serviceId, priceMinor, currency, days }) => ({
            service_id: serviceId,
            carrier: carrier.name,
            price: priceMinor,
            currency,
            days,
          })),
      },
    }),
  });
}

/** A tool that buys a label. */
export function createLabelTool(carrier: Carrier, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    input: z.object({
      ...parcelFields(carrier),
      service_id: z.string().default("standard").describe("A service from a quote."),
    }),
    output: shipmentOutput,
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
    output: shipmentOutput,
    run({ tracking_code }, { logistics }) {
      const { shipment, status } = logistics.track(tracking_code);
      return { data: { ...toShipmentData(shipment), status } };
    },
  });
}

/** A tool that says when a parcel would arrive. */
export function estimateDeliveryTool(carrier: Carrier, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object(parcelFields(carrier)),
    output: z.object({ days: z.int(), estimated_delivery: z.string() }),
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

interface ParcelFields {
  readonly from: z.ZodString;
  readonly to: z.ZodString;
  readonly weight_grams: z.ZodInt;
}

function parcelFields({ postalDigits }: Carrier): ParcelFields {
  return {
    from: z.string().describe(`Origin postal code, ${postalDigits} digits.`),
    to: z.string().describe(`Destination postal code, ${postalDigits} digits.`),
    weight_grams: z.int().positive().max(30_000).describe("Weight in grams."),
  };
}

function toShipmentData(shipment: Shipment): ToolData {
  return {
    shipment_id: shipment.id,
    tracking_code: shipment.trackingCode,
    carrier: shipment.carrier,
    service_id: shipment.serviceId,
    price: shipment.priceMinor,
    currency: shipment.currency,
    status: "label_created",
    estimated_delivery: new Date(shipment.arrivesAtMs).toISOString(),
  };
}
