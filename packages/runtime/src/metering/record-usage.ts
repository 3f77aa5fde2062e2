import type { UsageEvent } from "@codespar/protocol";

import { sha256 } from "../digest.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { SettlementEventRow, SettlementRow } from "../store/schema.ts";
import type { StoreTransaction } from "../store/store.ts";
import type { UsageExporter } from "./exporters/usage-exporter.ts";
import { toUsageMessages } from "./usage-messages.ts";

/** What recording usage works with. */
export interface RecordUsageParts {
  readonly outbox: Pick<Outbox, "add">;
  readonly exporters: readonly UsageExporter[];
}

/** Money that settled, or went back. */
export interface SettledFact {
  readonly settlement: SettlementRow;
  readonly event: SettlementEventRow;
}

/** Bills what a payment's event says, and leaves word for the exporters in the same transaction. */
export async function recordUsage(
  { outbox, exporters }: RecordUsageParts,
  transaction: StoreTransaction,
  fact: SettledFact,
): Promise<void> {
  const usage = toUsageEvent(fact);
  const { framework, environment } = await transaction
    .selectFrom("tool_calls")
    .leftJoin("sessions", "sessions.id", "tool_calls.session_id")
    .select(["tool_calls.framework", "sessions.environment"])
    .where("tool_calls.id", "=", fact.settlement.tool_call_id)
    .executeTakeFirstOrThrow();
  const { occurred_at: _time, ...columns } = usage;
  await transaction
    .insertInto("usage_events")
    .values({ ...columns, framework, occurred_at: fact.event.occurred_at })
    .execute();
  await outbox.add(transaction, toUsageMessages(exporters, usage, environment ?? "test"));
}

function toUsageEvent({ settlement, event }: SettledFact): UsageEvent {
  const isRefund = event.kind === "refunded";
  return {
    id: `use_${sha256(`${settlement.project_id}|${event.id}`).slice(0, 32)}`,
    kind: isRefund ? "refunded" : "settled",
    project_id: settlement.project_id,
    session_id: settlement.session_id,
    tool_call_id: settlement.tool_call_id,
    settlement_id: settlement.id,
    server: settlement.server,
    currency: settlement.currency,
    amount_minor: isRefund ? -event.amount_minor : event.amount_minor,
    occurred_at: new Date(event.occurred_at).toISOString(),
  };
}
