import type { MetaRoute } from "./meta-route.ts";

/** Routes of a payment gateway whose tools have the usual names. */
export function gatewayRoutes(id: string, methods: readonly string[]): readonly MetaRoute[] {
  const prefix = prefixOf(id);
  return [
    { kind: "pay", tool: `${prefix}_create_payment`, methods },
    { kind: "checkout", tool: `${prefix}_create_payment_link`, methods },
    { kind: "paymentStatus", tool: `${prefix}_get_payment` },
  ];
}

/** Routes of a carrier. */
export function carrierRoutes(id: string): readonly MetaRoute[] {
  const prefix = prefixOf(id);
  return [
    { kind: "shipQuote", tool: `${prefix}_quote_shipping` },
    { kind: "shipLabel", tool: `${prefix}_create_label` },
    { kind: "shipTrack", tool: `${prefix}_track` },
  ];
}

/** Routes of a bank that sends money. */
export function bankRoutes(
  id: string,
  methods: readonly string[],
  currency: string,
): readonly MetaRoute[] {
  const prefix = prefixOf(id);
  return [
    { kind: "payOut", tool: `${prefix}_create_transfer`, methods, currencies: [currency] },
    { kind: "paymentStatus", tool: `${prefix}_get_transfer` },
  ];
}

/**
 * Routes of whoever issues tax documents.
 *
 * @param documents The end of each tool's name, and the kind it issues.
 */
export function invoiceRoutes(
  id: string,
  documents: Readonly<Record<string, string>>,
): readonly MetaRoute[] {
  const prefix = prefixOf(id);
  return Object.entries(documents).map(([tool, kind]) => ({
    kind: "invoice",
    tool: `${prefix}_create_${tool}`,
    methods: [kind],
  }));
}

function prefixOf(id: string): string {
  return id.replaceAll("-", "_");
}
