import type { NodeRegistry } from "../nodes/node-registry.ts";
import type { LoopRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Which loops a node takes. */
export interface LoopClaim {
  readonly store: Store;
  readonly node: NodeRegistry;
  /** The loops that this node is running. */
  readonly running: readonly string[];
  readonly limit: number;
  readonly now: number;
}

/**
 * Takes loops that are due and that no living node runs, each by one node: those that were let go
 * of, those a dead node left, and those whose approval is decided or has expired.
 */
export function claimLoops(claim: LoopClaim): Promise<readonly LoopRow[]> {
  const { store, node, running, limit, now } = claim;
  return store.write(async (transaction) => {
    let due = transaction
      .selectFrom("loops")
      .select("id")
      .where(({ and, or, eb, exists, not, selectFrom }) => {
        const isDecided = exists(
          selectFrom("approvals")
            .select("approvals.id")
            .whereRef("approvals.id", "=", "loops.approval_id")
            .where((approval) =>
              approval.or([
                approval("approvals.status", "<>", "pending"),
                approval("approvals.expires_at", "<=", now),
              ]),
            ),
        );
        const isAlive = exists(
          selectFrom("nodes")
            .select("nodes.id")
            .whereRef("nodes.id", "=", "loops.node_id")
            .where("nodes.seen_at", ">", node.leaseSince()),
        );
        const isAbandoned = and([
          eb("node_id", "is not", null),
          or([eb("node_id", "=", node.id), not(isAlive)]),
        ]);
        return or([
          isAbandoned,
          and([eb("node_id", "is", null), eb("status", "=", "running"), eb("due_at", "<=", now)]),
          and([eb("node_id", "is", null), eb("status", "=", "waiting"), isDecided]),
        ]);
      })
      .orderBy("due_at")
      .limit(limit);
    if (running.length > 0) due = due.where("id", "not in", running);
    const rows = await (store.isShared ? due.forUpdate().skipLocked() : due).execute();
    if (rows.length === 0) return [];
    return transaction
      .updateTable("loops")
      .set(({ eb }) => ({
        node_id: node.id,
        status: eb
          .case()
          .when("status", "=", "waiting")
          .then("running" as const)
          .else(eb.ref("status"))
          .end(),
      }))
      .where(
        "id",
        "in",
        rows.map(({ id }) => id),
      )
      .returningAll()
      .execute();
  }, "read committed");
}
