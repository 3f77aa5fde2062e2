import { sql } from "kysely";

import type { Principal } from "../../access/principal.ts";
import type { Store } from "../../store/store.ts";
import { sumOf } from "../../store/sum-of.ts";

/** Money of one currency that settled, and that went back. */
export interface Volume {
  readonly currency: string;
  readonly settledMinor: number;
  readonly refundedMinor: number;
  /** Settled transactions: what is billed. */
  readonly billed: number;
}

/** When the money moved. */
export interface VolumeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Adds up the money that moved, currency by currency. */
export async function readVolume(
  store: Store,
  { projectId, environment }: Principal,
  { fromMs, toMs }: VolumeRange,
): Promise<readonly Volume[]> {
  const rows = await store.read
    .selectFrom("usage_events")
    .innerJoin("sessions", "sessions.id", "usage_events.session_id")
    .select(["usage_events.kind", "usage_events.currency"])
    .select([
      sql<number>`count(*)`.as("events"),
      sumOf("amount_minor").$castTo<number>().as("amount"),
    ])
    .where("usage_events.project_id", "=", projectId)
    .where("sessions.environment", "=", environment)
    .where("usage_events.occurred_at", ">=", fromMs)
    .where("usage_events.occurred_at", "<", toMs)
    .groupBy(["usage_events.kind", "usage_events.currency"])
    .execute();
  const currencies = [...new Set(rows.map(({ currency }) => currency))].toSorted();
  return currencies.map((currency) => {
    const of = (kind: string) =>
      rows.find((row) => row.kind === kind && row.currency === currency) ?? {
        events: 0,
        amount: 0,
      };
    return {
      currency,
      settledMinor: of("settled").amount,
      refundedMinor: Math.abs(of("refunded").amount),
      billed: of("settled").events,
    };
  });
}
