import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { OutboxRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import { retryDelayMs } from "./retry-delay.ts";

/** How long one node has for a message before another one tries, in milliseconds. */
const leaseMs = 60_000;
const batchSize = 50;
/** How long what is being told may take when the runtime closes, in milliseconds. */
const closeMs = 5_000;

/** Something to be told to somebody else. */
export interface OutboxMessage {
  /** Given once: a message that is added again is the same. */
  readonly id: string;
  /** Who is told. */
  readonly topic: string;
  readonly payload: string;
}

/**
 * Tells somebody one message; throws when it has to be tried again.
 *
 * A message may come again after it was told: its receiver knows it by its id.
 */
export type Deliver = (message: OutboxMessage, attempt: Attempt) => Promise<void>;

/** One try to deliver. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** Ends when another node may try. */
  readonly signal: AbortSignal;
}

/** Messages that become durable with what they tell of, and are told at least once. */
export interface Outbox {
  /** Adds messages in the transaction of what they tell of. */
  add(transaction: StoreTransaction, messages: readonly OutboxMessage[]): Promise<void>;
  /** Tells what is due; one run at a time for each topic, so that a slow receiver holds up no other. */
  drain(): Promise<void>;
  /** Finishes what is being told, and tells nothing more. */
  close(): Promise<void>;
}

/** What the outbox works with. */
export interface OutboxParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who tells the messages of a topic; those of other topics stay for nodes that know them. */
  readonly receivers: ReadonlyMap<string, Deliver>;
}

/** Creates the outbox of a store; each message is told by one node at a time. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { clock, receivers } = parts;
  const closing = new AbortController();
  const state = { isClosed: false };
  const draining = new Map<string, Promise<void>>();

  async function drainTopic(topic: string): Promise<void> {
    let taken = batchSize;
    while (taken === batchSize && !state.isClosed) {
      const rows = await take(parts, topic);
      await Promise.all(rows.map((row) => deliver(parts, row, closing.signal)));
      taken = rows.length;
    }
  }

  function drainOnce(topic: string): Promise<void> {
    const run = draining.get(topic) ?? drainTopic(topic).finally(() => void draining.delete(topic));
    draining.set(topic, run);
    return run;
  }

  return {
    async add(transaction, messages) {
      if (messages.length === 0) return;
      const now = clock.now();
      await transaction
        .insertInto("outbox")
        .values(
          messages.map((message) => ({
            ...message,
            available_at: now,
            added_at: now,
            error: null,
          })),
        )
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },
    async drain() {
      await Promise.all([...receivers.keys()].map(drainOnce));
    },
    async close() {
      state.isClosed = true;
      const timer = setTimeout(() => closing.abort(), closeMs);
      await Promise.allSettled(draining.values());
      clearTimeout(timer);
    },
  };
}

/** Takes what is due, so that no other node tells it meanwhile. */
function take({ store, clock }: OutboxParts, topic: string): Promise<readonly OutboxRow[]> {
  return store.write(async (transaction) => {
    const now = clock.now();
    const due = await transaction
      .selectFrom("outbox")
      .select("id")
      .where("available_at", "<=", now)
      .where("topic", "=", topic)
      .orderBy("available_at")
      .limit(batchSize)
      .$if(store.isShared, (query) => query.forUpdate().skipLocked())
      .execute();
    if (due.length === 0) return [];
    return transaction
      .updateTable("outbox")
      .set(({ eb }) => ({ available_at: now + leaseMs, attempts: eb("attempts", "+", 1) }))
      .where(
        "id",
        "in",
        due.map(({ id }) => id),
      )
      .returningAll()
      .execute();
  }, "read committed");
}

async function deliver(
  { store, clock, logger, receivers }: OutboxParts,
  row: OutboxRow,
  closing: AbortSignal,
): Promise<void> {
  const { id, topic, payload, attempts } = row;
  try {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(leaseMs)]);
    await receivers.get(topic)?.({ id, topic, payload }, { number: attempts, signal });
    await store.write((transaction) =>
      transaction.deleteFrom("outbox").where("id", "=", id).execute(),
    );
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : "unknown";
    const waitMs = retryDelayMs(attempts);
    logger.error("A message was not delivered.", { id, topic, attempts, error, wait_ms: waitMs });
    await store.write((transaction) =>
      transaction
        .updateTable("outbox")
        .set({ available_at: clock.now() + waitMs, error })
        .where("id", "=", id)
        .execute(),
    );
  }
}
