import type { UsageEvent } from "@codespar/protocol";

import type { CloudEvent } from "../../audit/to-cloud-event.ts";
import { postUsage } from "./post-usage.ts";
import type { UsageExporter } from "./usage-exporter.ts";

/** How usage is told over HTTP. */
export interface HttpUsageExporterOptions {
  /** Where events are posted, such as OpenMeter's `/api/v1/events`. */
  readonly url: string;
  /** Sent with each, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Its name among the exporters (`"http"`). */
  readonly name?: string | undefined;
  /** Whose usage it is told (`"live"`). */
  readonly environment?: "live" | "test" | undefined;
  /** Sends the requests (the global `fetch`). */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Posts each usage event as a CloudEvent, in the form that OpenMeter takes: `subject` is the
 * project, `id` never changes, `data` has the amount. Source: CloudEvents 1.0, HTTP structured mode.
 */
export function httpUsageExporter(options: HttpUsageExporterOptions): UsageExporter {
  const { url, headers = {}, name = "http", environment } = options;
  return {
    name,
    environment,
    send: (event, signal) =>
      postUsage(options.fetch ?? globalThis.fetch, url, {
        headers: { ...headers, "Content-Type": "application/cloudevents+json" },
        body: JSON.stringify(toCloudEvent(event)),
        signal,
      }),
  };
}

function toCloudEvent(event: UsageEvent): CloudEvent {
  return {
    specversion: "1.0",
    id: event.id,
    source: `/servers/${event.server}`,
    type: `dev.codespar.usage.${event.kind}`,
    subject: event.project_id,
    time: event.occurred_at,
    datacontenttype: "application/json",
    data: event,
  };
}
