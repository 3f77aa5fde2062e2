import { trackingCode } from "../documents/tracking-code.ts";
import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";

/** One way to send a parcel. */
export interface Quote {
  readonly serviceId: string;
  readonly carrier: string;
  /** Whole centavos. */
  readonly priceMinor: number;
  readonly days: number;
}

/** One parcel the sandbox carrier knows. */
export interface Shipment {
  readonly id: string;
  readonly trackingCode: string;
  readonly serviceId: string;
  readonly carrier: string;
  readonly priceMinor: number;
  readonly createdAtMs: number;
  readonly arrivesAtMs: number;
}

/** What is to be sent. */
export interface Parcel {
  /** Origin postal code (CEP), 8 digits. */
  readonly from: string;
  /** Destination postal code (CEP), 8 digits. */
  readonly to: string;
  readonly weightGrams: number;
}

/** The network every sandbox carrier shares. */
export interface Logistics {
  quote(carrier: string, parcel: Parcel): readonly Quote[];
  ship(carrier: string, parcel: Parcel, serviceId: string): Shipment;
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
        throw new SandboxError("provider_error", `${carrier} has no service "${serviceId}".`);
      }
      const shipment: Shipment = {
        id: newId("shp"),
        trackingCode: trackingCode(shipments.size + 1),
        serviceId,
        carrier,
        priceMinor: chosen.priceMinor,
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

function quote(carrier: string, parcel: Parcel): readonly Quote[] {
  const zones = Math.abs(zone(parcel.from) - zone(parcel.to));
  const base = 1_200 + zones * 350 + Math.ceil(parcel.weightGrams / 500) * 180;
  return [
    { serviceId: "standard", carrier, priceMinor: base, days: 4 + zones },
    { serviceId: "express", carrier, priceMinor: base * 2, days: 1 + Math.ceil(zones / 3) },
  ];
}

function zone(postalCode: string): number {
  const digits = postalCode.replaceAll(/\D/g, "");
  if (digits.length !== 8) {
    throw new SandboxError("provider_error", "A CEP has 8 digits.", { field: "postal_code" });
  }
  return Number(digits[0]);
}

function statusAt({ createdAtMs, arrivesAtMs }: Shipment, nowMs: number): string {
  if (nowMs >= arrivesAtMs) return "delivered";
  return nowMs - createdAtMs < dayMs / 2 ? "label_created" : "in_transit";
}
