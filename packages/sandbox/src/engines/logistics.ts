import { trackingCode } from "../documents/tracking-code.ts";
import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";

/** Who carries parcels, and where. */
export interface Carrier {
  readonly name: string;
  /** ISO 3166-1 alpha-2 code; it ends tracking codes. */
  readonly country: string;
  /** Digits of a postal code there. */
  readonly postalDigits: number;
  readonly currency: string;
}

/** One way to send a parcel. */
export interface Quote {
  readonly serviceId: string;
  /** Whole minor units. */
  readonly priceMinor: number;
  readonly currency: string;
  readonly days: number;
}

/** One parcel the sandbox carrier knows. */
export interface Shipment {
  readonly id: string;
  readonly trackingCode: string;
  readonly serviceId: string;
  readonly carrier: string;
  /** Whole minor units. */
  readonly priceMinor: number;
  readonly currency: string;
  readonly createdAtMs: number;
  readonly arrivesAtMs: number;
}

/** What is to be sent. */
export interface Parcel {
  /** Origin postal code. */
  readonly from: string;
  /** Destination postal code. */
  readonly to: string;
  readonly weightGrams: number;
}

/** The network every sandbox carrier shares. */
export interface Logistics {
  quote(carrier: Carrier, parcel: Parcel): readonly Quote[];
  ship(carrier: Carrier, parcel: Parcel, serviceId: string): Shipment;
  track(code: string): { readonly shipment: Shipment; readonly status: string };
}

const dayMs = 86_400_000;

/** Creates an empty network. */
export function createLogistics({ now, newId }: EngineContext): Logistics {
  const shipments = new Map<string, Shipment>();

  return {
    quote,
    ship(carrier, parcel, serviceId) {
      const chosen = quote(carrier, parcel).find((option) => option.serviceId === serviceId);
      if (chosen === undefined) {
        throw new SandboxError("provider_error", `${carrier.name} has no service "${serviceId}".`);
      }
      const shipment: Shipment = {
        id: newId("shp"),
        trackingCode: trackingCode(shipments.size + 1, carrier.country),
        serviceId,
        carrier: carrier.name,
        priceMinor: chosen.priceMinor,
        currency: carrier.currency,
        createdAtMs: now(),
        arrivesAtMs: now() + chosen.days * dayMs,
      };
      shipments.set(shipment.trackingCode, shipment);
      return shipment;
    },
    track(code) {
      const shipment = shipments.get(code);
      if (shipment === undefined) {
        throw new SandboxError("provider_error", `No shipment "${code}".`);
      }
      return { shipment, status: statusAt(shipment, now()) };
    },
  };
}

function quote(carrier: Carrier, { from, to, weightGrams }: Parcel): readonly Quote[] {
  const { currency } = carrier;
  const zones = Math.abs(zone(carrier, from) - zone(carrier, to));
  const base = 1_200 + zones * 350 + Math.ceil(weightGrams / 500) * 180;
  return [
    { serviceId: "standard", currency, priceMinor: base, days: 4 + zones },
    { serviceId: "express", currency, priceMinor: base * 2, days: 1 + Math.ceil(zones / 3) },
  ];
}

function zone({ postalDigits }: Carrier, postalCode: string): number {
  const digits = postalCode.replaceAll(/\D/g, "");
  if (digits.length !== postalDigits) {
    const message = `A postal code here has ${postalDigits} digits.`;
    throw new SandboxError("provider_error", message, { field: "postal_code" });
  }
  return Number(digits[0]);
}

function statusAt({ createdAtMs, arrivesAtMs }: Shipment, nowMs: number): string {
  if (nowMs >= arrivesAtMs) return "delivered";
  return nowMs - createdAtMs < dayMs / 2 ? "label_created" : "in_transit";
}
