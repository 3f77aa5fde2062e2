import { hostname } from "node:os";

import { type RawBuilder, sql } from "kysely";

import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { AgentTurnRow, ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { hasEnded } from "./has-ended.ts";

/** How long a node that says nothing counts as alive, in milliseconds. */
const leaseMs = 5_000;
const forgottenAfterMs = 86_400_000;
/** At a time; more than one node has under way. */
const maxAbandoned = 5_000;
// Written out: an index of what runs is not used for a value that is bound later.
const running = sql.lit<"running">("running");

/** This process among those on the same store. */
export interface NodeRegistry {
  /** `node_…`, another one after a restart. */
  readonly id: string;
  /** Says that this node is alive. */
  beat(): Promise<void>;
  /** Whether it could say so lately: else the store takes nothing, or others take it for dead. */
  isHeard(): boolean;
  /** Ends the leases of nodes on this machine whose processes have ended, in a store of a file. */
  forgetEnded(): Promise<void>;
  /** A node that was seen after this moment (milliseconds since 1970) has a lease. */
  leaseSince(): RawBuilder<number>;
  /** The calls that dead nodes left running, and those of this one that it does not work on. */
  abandonedCalls(isLeft: (callId: string) => boolean): Promise<readonly ToolCallRow[]>;
  /** The turns of agents that dead nodes left running. */
  abandonedTurns(): Promise<readonly AgentTurnRow[]>;
  /** Says that this node ends. */
  leave(): Promise<void>;
}

/** Creates the registry. */
export function createNodeRegistry(store: Store, clock: Clock): NodeRegistry {
  const id = newId("node");
  // Leases are in the time of what all share: the database, whose machines' clocks may differ.
  const timeOf = (ageMs: number): RawBuilder<number> =>
    store.isShared
      ? sql`(extract(epoch from statement_timestamp()) * 1000)::bigint - ${sql.lit(ageMs)}`
      : sql`${clock.now() - ageMs}`;
  const leaseSince = (): RawBuilder<number> => timeOf(leaseMs);
  let heardAt = performance.now();
  return {
    id,
    leaseSince,
    isHeard: () => performance.now() - heardAt < leaseMs,
    async beat() {
      const now = timeOf(0);
      await store.write(async (transaction) => {
        await transaction
          .insertInto("nodes")
          .values({ id, started_at: now, seen_at: now, host: hostname(), pid: process.pid })
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ seen_at: now }))
          .execute();
        await transaction
          .deleteFrom("nodes")
          .where("seen_at", "<", timeOf(forgottenAfterMs))
          .execute();
      }, "read committed");
      heardAt = performance.now();
    },
    forgetEnded: () => forgetEnded(store),
    async abandonedCalls(isLeft) {
      const rows = await store.read
        .selectFrom("tool_calls")
        .selectAll()
        .where("status", "=", running)
        .where(({ not, or, eb, exists, selectFrom }) =>
          or([
            eb("node_id", "is", null),
            eb("node_id", "=", id),
            not(
              exists(
                selectFrom("nodes")
                  .select("nodes.id")
                  .whereRef("nodes.id", "=", "tool_calls.node_id")
                  .where("nodes.seen_at", ">", leaseSince()),
              ),
            ),
          ]),
        )
        .limit(maxAbandoned)
        .execute();
      return rows.filter((row) => row.node_id !== id || isLeft(row.id));
    },
    abandonedTurns: () => abandonedTurns(store, id, leaseSince()),
    async leave() {
      await store.write((transaction) =>
        transaction.deleteFrom("nodes").where("id", "=", id).execute(),
      );
    },
  };
}

/** Machines that share a database may have the same name; those that share a file are one. */
async function forgetEnded(store: Store): Promise<void> {
  if (store.isShared) return;
  const nodes = await store.read
    .selectFrom("nodes")
    .select(["id", "pid"])
    .where("host", "=", hostname())
    .execute();
  const ended = nodes.filter(({ pid }) => pid !== null && hasEnded(pid)).map(({ id }) => id);
  if (ended.length === 0) return;
  await store.write((transaction) =>
    transaction.deleteFrom("nodes").where("id", "in", ended).execute(),
  );
}

function abandonedTurns(
  store: Store,
  id: string,
  leaseSince: RawBuilder<number>,
): Promise<readonly AgentTurnRow[]> {
  return store.read
    .selectFrom("agent_turns")
    .selectAll()
    .where("status", "=", running)
    .where("node_id", "<>", id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("nodes")
            .select("nodes.id")
            .whereRef("nodes.id", "=", "agent_turns.node_id")
            .where("nodes.seen_at", ">", leaseSince),
        ),
      ),
    )
    .limit(maxAbandoned)
    .execute();
}
