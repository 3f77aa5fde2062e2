import type { SettlementNotice } from "@codespar/protocol";

import { type Columns, prepareQuery } from "../store/prepared-query.ts";
import type { SettlementEventRow, SettlementRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import { recordUsage, type RecordUsageParts, type SettledFact } from "./record-usage.ts";

const insertSettlement = prepareQuery<Columns<SettlementRow>, unknown>((db, parameter) =>
  db
    .insertInto("settlements")
    .values({
      id: parameter("id"),
      project_id: parameter("project_id"),
      session_id: parameter("session_id"),
      user_id: parameter("user_id"),
      tool_call_id: parameter("tool_call_id"),
      server: parameter("server"),
      status: parameter("status"),
      method: parameter("method"),
      currency: parameter("currency"),
      amount_minor: parameter("amount_minor"),
      refunded_minor: parameter("refunded_minor"),
      description: parameter("description"),
      customer: parameter("customer"),
      pix_code: parameter("pix_code"),
      created_at: parameter("created_at"),
    })
    .onConflict((conflict) => conflict.columns(["id", "server"]).doNothing()),
);

const selectWaitingEvents = prepareQuery<
  { readonly settlementId: string; readonly projectId: string },
  SettlementEventRow
>((db, parameter) =>
  db
    .selectFrom("settlement_events")
    .selectAll()
    .where("settlement_id", "=", parameter("settlementId"))
    .where("project_id", "=", parameter("projectId"))
    .where("applied", "=", 0)
    .orderBy("occurred_at"),
);

/** The call that created a payment. */
export interface SettlementSource {
  readonly projectId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly toolCallId: string;
  readonly server: string;
  readonly at: number;
}

/** Something a provider says about a payment after the call that created it. */
export interface SettlementEvent {
  /** The provider's id of the event; the same event twice counts once. */
  readonly id: string;
  readonly projectId: string;
  /** Whose payment it is; empty for the sandbox, where no two have one id. */
  readonly server: string;
  readonly settlementId: string;
  readonly kind: "settled" | "refunded" | "failed";
  /** What settled or went back, in whole minor units. */
  readonly amountMinor: number;
  readonly at: number;
}

/** What is known of payments after the calls that created them. */
export interface SettlementLedger {
  /** Records the payment a call created, with whatever the provider has said of it already. */
  record(
    transaction: StoreTransaction,
    notice: SettlementNotice,
    source: SettlementSource,
  ): Promise<void>;
  /**
   * Records what a provider says of a payment, once.
   *
   * An event may come before the call that created the payment has been recorded: it then waits.
   */
  recordEvent(transaction: StoreTransaction, event: SettlementEvent): Promise<void>;
  /**
   * Applies the events that wait although their settlement is known: on a store that several
   * transactions write at once, an event and its settlement may be recorded without seeing each other.
   */
  applyWaiting(store: Store): Promise<void>;
}

/** Creates the ledger; what settles is billed, and told to the exporters. */
export function createSettlementLedger(parts: RecordUsageParts): SettlementLedger {
  return {
    record: (transaction, notice, source) => record(parts, transaction, { notice, source }),
    recordEvent: (transaction, event) => recordEvent(parts, transaction, event),
    applyWaiting: (store) => applyWaiting(parts, store),
  };
}

interface Created {
  readonly notice: SettlementNotice;
  readonly source: SettlementSource;
}

async function record(
  parts: RecordUsageParts,
  transaction: StoreTransaction,
  { notice, source }: Created,
): Promise<void> {
  await insertSettlement(transaction, {
    id: notice.payment_id,
    project_id: source.projectId,
    session_id: source.sessionId,
    user_id: source.userId,
    tool_call_id: source.toolCallId,
    server: source.server,
    status: "pending",
    method: notice.method,
    currency: notice.currency,
    amount_minor: notice.amount_minor,
    refunded_minor: 0,
    description: notice.description,
    customer: JSON.stringify(notice.customer),
    pix_code: notice.pix_code,
    created_at: source.at,
  });
  if (notice.status === "settled") {
    await recordEvent(parts, transaction, {
      id: `${source.server}:${notice.payment_id}:settled`,
      projectId: source.projectId,
      server: source.server,
      settlementId: notice.payment_id,
      kind: "settled",
      amountMinor: notice.amount_minor,
      at: source.at,
    });
  }
  const settlement = { projectId: source.projectId, settlementId: notice.payment_id };
  await applyEvents(parts, transaction, settlement);
}

async function recordEvent(
  parts: RecordUsageParts,
  transaction: StoreTransaction,
  event: SettlementEvent,
): Promise<void> {
  await transaction
    .insertInto("settlement_events")
    .values({
      id: event.id,
      project_id: event.projectId,
      server: event.server,
      settlement_id: event.settlementId,
      kind: event.kind,
      amount_minor: event.amountMinor,
      occurred_at: event.at,
      applied: 0,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  await applyEvents(parts, transaction, event);
}

async function applyWaiting(parts: RecordUsageParts, store: Store): Promise<void> {
  const waiting = await store.read
    .selectFrom("settlement_events as event")
    .innerJoin("settlements as settlement", (join) =>
      join
        .onRef("settlement.id", "=", "event.settlement_id")
        .onRef("settlement.project_id", "=", "event.project_id"),
    )
    .select(["event.project_id", "event.settlement_id"])
    .distinct()
    .where("event.applied", "=", 0)
    .where(({ or, eb }) =>
      or([eb("event.kind", "<>", "refunded"), eb("settlement.status", "=", "settled")]),
    )
    .limit(500)
    .execute();
  for (const { project_id, settlement_id } of waiting) {
    const settlement = { projectId: project_id, settlementId: settlement_id };
    await store.write((transaction) => applyEvents(parts, transaction, settlement));
  }
}

async function applyEvents(
  parts: RecordUsageParts,
  transaction: StoreTransaction,
  { projectId, settlementId }: Pick<SettlementEvent, "projectId" | "settlementId">,
): Promise<void> {
  const waiting = await selectWaitingEvents(transaction, { settlementId, projectId });
  if (waiting.rows.length === 0) return;
  // A write that changes nothing locks the rows on every store: what waits is read by one at a time.
  const settlements = await transaction
    .updateTable("settlements")
    .set({ project_id: projectId })
    .where("id", "=", settlementId)
    .where("project_id", "=", projectId)
    .returningAll()
    .execute();
  if (settlements.length === 0) return;
  const { rows: events } = await selectWaitingEvents(transaction, { settlementId, projectId });
  for (const settlement of settlements) {
    const own = events.filter(({ server }) => server === "" || server === settlement.server);
    await applyOwnEvents(parts, transaction, { settlement, events: own });
  }
}

interface Told {
  readonly settlement: SettlementRow;
  readonly events: readonly SettlementEventRow[];
}

async function applyOwnEvents(
  parts: RecordUsageParts,
  transaction: StoreTransaction,
  { settlement, events }: Told,
): Promise<void> {
  // Events come in any order: a refund waits for the settlement it takes back, which may come after
  // a failure too.
  const refunds = events.filter(({ kind }) => kind === "refunded");
  const others = events.filter(({ kind }) => kind !== "refunded");
  let current = settlement;
  for (const event of others)
    current = await applyEvent(parts, transaction, { settlement: current, event });
  if (current.status === "pending" || current.status === "failed") return;
  for (const event of refunds)
    current = await applyEvent(parts, transaction, { settlement: current, event });
}

async function applyEvent(
  parts: RecordUsageParts,
  transaction: StoreTransaction,
  { settlement, event }: SettledFact,
): Promise<SettlementRow> {
  const next = nextSettlement(settlement, event);
  await transaction
    .updateTable("settlement_events")
    .set({ applied: 1 })
    .where("id", "=", event.id)
    .execute();
  if (next === settlement) return settlement;
  await transaction
    .updateTable("settlements")
    .set({
      status: next.status,
      amount_minor: next.amount_minor,
      refunded_minor: next.refunded_minor,
    })
    .where("id", "=", settlement.id)
    .where("server", "=", settlement.server)
    .execute();
  if (event.kind !== "failed") await recordUsage(parts, transaction, { settlement, event });
  return next;
}

/** The settlement after an event; the same object when the event changes nothing. */
function nextSettlement(settlement: SettlementRow, event: SettlementEventRow): SettlementRow {
  const { status, amount_minor, refunded_minor } = settlement;
  if (event.kind === "refunded") {
    if (status !== "settled") return settlement;
    const refunded = refunded_minor + event.amount_minor;
    if (refunded > amount_minor) return settlement;
    const whole = refunded === amount_minor;
    return { ...settlement, refunded_minor: refunded, status: whole ? "refunded" : "settled" };
  }
  if (event.kind === "failed") {
    return status === "pending" ? { ...settlement, status: "failed" } : settlement;
  }
  // Who failed once may try again, or the two events came in the wrong order.
  if (status !== "pending" && status !== "failed") return settlement;
  // A provider may capture less than was asked for, or more: what settled is what counts.
  return { ...settlement, status: "settled", amount_minor: event.amount_minor };
}
