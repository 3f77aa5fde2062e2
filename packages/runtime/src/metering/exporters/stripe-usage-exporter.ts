import type { UsageEvent } from "@codespar/protocol";

import { postUsage } from "./post-usage.ts";
import type { UsageExporter } from "./usage-exporter.ts";

/** How usage is told to Stripe. */
export interface StripeUsageExporterOptions {
  /** A key that may write meter events. */
  readonly apiKey: string;
  /** The meter's `event_name`. */
  readonly eventName: string;
  /** Stripe's customers by project id; usage of other projects is not told. */
  readonly customers: Readonly<Record<string, string>>;
  /**
   * What is metered: 1 for each settled payment (`"transactions"`), or the amount in minor units,
   * negative for refunds (`"amount_minor"`).
   */
  readonly value?: "transactions" | "amount_minor" | undefined;
  /** Its name among the exporters (`"stripe"`). */
  readonly name?: string | undefined;
  /** Whose usage it is told (`"live"`). */
  readonly environment?: "live" | "test" | undefined;
  /** Where Stripe is (`https://api.stripe.com`). */
  readonly baseUrl?: string | undefined;
  /** Sends the requests (the global `fetch`). */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Records usage as Stripe meter events, each under its own id. Stripe takes events of the last
 * 35 days. Source: Stripe API, `POST /v1/billing/meter_events`.
 */
export function stripeUsageExporter(options: StripeUsageExporterOptions): UsageExporter {
  const { apiKey, name = "stripe", environment, baseUrl = "https://api.stripe.com" } = options;
  return {
    name,
    environment,
    async send(event, signal) {
      const form = toForm(options, event);
      if (form === undefined) return;
      await postUsage(
        options.fetch ?? globalThis.fetch,
        new URL("/v1/billing/meter_events", baseUrl).href,
        {
          headers: {
            Authorization: `Bearer ${apiKey}`,
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": event.id,
          },
          body: form.toString(),
          signal,
        },
      );
    },
  };
}

/** The event in Stripe's words; nothing when it is not metered. */
function toForm(
  { customers, eventName, value = "transactions" }: StripeUsageExporterOptions,
  event: UsageEvent,
): URLSearchParams | undefined {
  const customer = Object.hasOwn(customers, event.project_id)
    ? customers[event.project_id]
    : undefined;
  if (customer === undefined) return undefined;
  if (value === "transactions" && event.kind === "refunded") return undefined;
  return new URLSearchParams({
    event_name: eventName,
    identifier: event.id,
    timestamp: String(Math.floor(Date.parse(event.occurred_at) / 1_000)),
    "payload[stripe_customer_id]": customer,
    "payload[value]": String(value === "transactions" ? 1 : event.amount_minor),
  });
}
