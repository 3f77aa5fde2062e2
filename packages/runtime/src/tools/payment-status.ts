import type { PaymentStatus, PaymentStatusReport, ToolResult } from "@codespar/protocol";

import { parseStored } from "../store/parse-stored.ts";
import type { SettlementRow, ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

const words: Readonly<Record<SettlementRow["status"], PaymentStatus>> = {
  pending: "pending",
  settled: "succeeded",
  failed: "failed",
  refunded: "refunded",
};

/** Tells where the payment of a call is. */
export async function paymentStatus(store: Store, call: ToolCallRow): Promise<PaymentStatusReport> {
  const settlement = await store.read
    .selectFrom("settlements")
    .selectAll()
    .where("tool_call_id", "=", call.id)
    .where("project_id", "=", call.project_id)
    .executeTakeFirst();
  const base = {
    tool_call_id: call.id,
    idempotency_key: call.idempotency_key,
    original_status: originalStatus(call),
  };
  if (settlement === undefined) return { ...base, payment_status: "unknown", events: [] };
  const events = await store.read
    .selectFrom("settlement_events")
    .selectAll()
    .where("settlement_id", "=", settlement.id)
    .where("server", "in", ["", settlement.server])
    .where("project_id", "=", call.project_id)
    .where("applied", "=", 1)
    .orderBy("occurred_at")
    .orderBy("id")
    .execute();
  return {
    ...base,
    payment_status: words[settlement.status],
    events: events.map(({ kind, occurred_at }) => ({
      event_type: `payment.${kind}`,
      received_at: new Date(occurred_at).toISOString(),
      provider: settlement.server,
      provider_action: kind,
      payment_id: settlement.id,
    })),
  };
}

function originalStatus({ result }: ToolCallRow): string | null {
  if (result === null) return null;
  const { status } = parseStored<ToolResult>(result).data;
  return typeof status === "string" ? status : null;
}
