import { sql } from "kysely";

import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { AgentTurnRow, ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

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
  /** A node that was seen after this moment (milliseconds since 1970) has a lease. */
  leaseSince(): number;
  /** The same, where another node can be alive at all. */
  aliveSince(): number;
  /** The calls that dead nodes left running, and those of this one that it does not work on. */
  abandonedCalls(isLeft: (callId: string) => boolean): Promise<readonly ToolCallRow[]>;
  /** The turns of agents that dead nodes left running. */
  abandonedTurns(): Promise<readonly AgentTurnRow[]>;
  /** Says that this node ends. */
  leave(): Promise<void>;
}

/** Creates the registry; a store that only one process has open has no other live nodes. */
export function createNodeRegistry(store: Store, clock: Clock): NodeRegistry {
  const id = newId("node");
  const leaseSince = (): number => clock.now() - leaseMs;
  const aliveSince = (): number => (store.isShared ? leaseSince() : Number.MAX_SAFE_INTEGER);
  return {
    id,
    leaseSince,
    aliveSince,
    async beat() {
      const now = clock.now();
      await store.write(async (transaction) => {
        await transaction
          .insertInto("nodes")
          .values({ id, started_at: now, seen_at: now })
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ seen_at: now }))
          .execute();
        await transaction
          .deleteFrom("nodes")
          .where("seen_at", "<", now - forgottenAfterMs)
          .execute();
      }, "read committed");
    },
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
                  .where("nodes.seen_at", ">", aliveSince()),
              ),
            ),
          ]),
        )
        .limit(maxAbandoned)
        .execute();
      return rows.filter((row) => row.node_id !== id || isLeft(row.id));
    },
    abandonedTurns: () => abandonedTurns(store, id, aliveSince()),
    async leave() {
      await store.write((transaction) =>
        transaction.deleteFrom("nodes").where("id", "=", id).execute(),
      );
    },
  };
}

function abandonedTurns(
  store: Store,
  id: string,
  aliveSince: number,
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
            .where("nodes.seen_at", ">", aliveSince),
        ),
      ),
    )
    .limit(maxAbandoned)
    .execute();
}
