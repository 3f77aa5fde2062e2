import type { UsageEvent } from "@codespar/protocol";
import { usageEventSchema } from "@codespar/protocol/schemas";

import type { Deliver, OutboxMessage } from "../outbox/outbox.ts";
import type { UsageExporter } from "./exporters/usage-exporter.ts";

/** The messages that tell an event to every exporter of its environment. */
export function toUsageMessages(
  exporters: readonly UsageExporter[],
  event: UsageEvent,
  environment: "live" | "test",
): readonly OutboxMessage[] {
  return exporters
    .filter((exporter) => (exporter.environment ?? "live") === environment)
    .map(({ name }) => ({
      id: `${topicOf(name)}:${event.id}`,
      topic: topicOf(name),
      payload: JSON.stringify(event),
    }));
}

/** Who tells those messages; throws when two have one name, of whom one would be told nothing. */
export function usageReceivers(
  exporters: readonly UsageExporter[],
): readonly (readonly [string, Deliver])[] {
  const names = exporters.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Error(`Two usage exporters are named "${twice}": give each its own name.`);
  }
  return exporters.map((exporter) => [
    topicOf(exporter.name),
    ({ payload }, { signal }) => exporter.send(usageEventSchema.parse(JSON.parse(payload)), signal),
  ]);
}

function topicOf(name: string): string {
  return `usage:${name}`;
}
