import { CompiledQuery, type Kysely } from "kysely";

import type { Database } from "../schema.ts";
import type { StoreTransaction } from "../store.ts";

const savepoint = CompiledQuery.raw("savepoint job");
const release = CompiledQuery.raw("release job");
const rollback = CompiledQuery.raw("rollback to job");

interface Job {
  run(transaction: StoreTransaction): Promise<void>;
  succeed(): void;
  fail(reason: unknown): void;
}

/** Runs units of work, and commits all that arrive in one turn of the event loop together. */
export interface GroupCommit {
  write<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>;
  /** Resolves when nothing is waiting. */
  idle(): Promise<void>;
}

/**
 * Creates a group commit over one connection.
 *
 * Each unit of work runs in its own savepoint, so a failing one takes only itself back.
 */
export function createGroupCommit(db: Kysely<Database>): GroupCommit {
  let waiting: Job[] = [];
  let flushing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const jobs = waiting;
      waiting = [];
      await commit(db, jobs);
    }
    flushing = undefined;
  }

  return {
    write(work) {
      return new Promise((resolve, reject) => {
        let settle: () => void = () => {};
        waiting.push({
          async run(transaction) {
            const result = await work(transaction);
            settle = () => resolve(result);
          },
          succeed: () => settle(),
          fail: reject,
        });
        flushing ??= flush();
      });
    },
    idle: async () => flushing,
  };
}

async function commit(db: Kysely<Database>, jobs: readonly Job[]): Promise<void> {
  const done: Job[] = [];
  try {
    await db.transaction().execute(async (transaction) => {
      for (const job of jobs) {
        if (await runInSavepoint(transaction, job)) done.push(job);
      }
    });
    for (const job of done) job.succeed();
  } catch (cause) {
    for (const job of done) job.fail(cause);
  }
}

async function runInSavepoint(transaction: StoreTransaction, job: Job): Promise<boolean> {
  await transaction.executeQuery(savepoint);
  try {
    await job.run(transaction);
    await transaction.executeQuery(release);
    return true;
  } catch (cause) {
    await transaction.executeQuery(rollback);
    await transaction.executeQuery(release);
    job.fail(cause);
    return false;
  }
}
