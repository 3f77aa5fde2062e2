import { StoreUnavailableError } from "./store-unavailable-error.ts";
import type { Store, StoreTransaction } from "./store.ts";

/** Writes things together that arrive together. */
export interface BatchWriter<Item, Result> {
  /** Resolves when the item is durable, to what became of it. */
  write(item: Item): Promise<Result>;
}

const maxItems = 64;

interface Waiting<Item, Result> {
  readonly item: Item;
  succeed(result: Result): void;
  fail(reason: unknown): void;
}

/**
 * Creates a writer with one transaction at a time: what arrives meanwhile goes into the next.
 *
 * A batch that fails is written again item by item, so that a bad one takes only itself along;
 * not so while the store cannot be reached.
 *
 * @param apply Takes the locks it needs, writes items and answers one result for each, in their order.
 */
export function createBatchWriter<Item, Result>(
  store: Store,
  apply: (transaction: StoreTransaction, items: readonly Item[]) => Promise<readonly Result[]>,
): BatchWriter<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let writing = false;

  /** Writes what waits when the transaction begins. */
  async function writeNext(): Promise<void> {
    let taken: readonly Waiting<Item, Result>[] = [];
    try {
      const results = await store.write((transaction) => {
        // A transaction that is tried again has taken its items already.
        if (taken.length === 0) {
          taken = waiting.slice(0, maxItems);
          waiting = waiting.slice(maxItems);
        }
        return apply(
          transaction,
          taken.map(({ item }) => item),
        );
      }, "read committed");
      settle(taken, results);
    } catch (cause) {
      await writeAlone(taken, cause);
    }
  }

  async function writeAlone(
    taken: readonly Waiting<Item, Result>[],
    cause: unknown,
  ): Promise<void> {
    if (taken.length === 0) {
      for (const { fail } of waiting) fail(cause);
      waiting = [];
      return;
    }
    if (taken.length === 1 || cause instanceof StoreUnavailableError) {
      for (const { fail } of taken) fail(cause);
      return;
    }
    for (const one of taken) {
      await store
        .write((transaction) => apply(transaction, [one.item]), "read committed")
        .then((results) => settle([one], results), one.fail);
    }
  }

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) await writeNext();
    writing = false;
  }

  return {
    write(item) {
      return new Promise((succeed, fail) => {
        waiting.push({ item, succeed, fail });
        if (!writing) void writeAll();
      });
    },
  };
}

function settle<Item, Result>(
  taken: readonly Waiting<Item, Result>[],
  results: readonly Result[],
): void {
  for (const [index, { succeed, fail }] of taken.entries()) {
    const result = results[index];
    if (result === undefined) fail(new Error("A batch answered too few results."));
    else succeed(result);
  }
}
