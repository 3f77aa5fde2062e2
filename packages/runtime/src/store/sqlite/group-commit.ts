import { CompiledQuery, type Kysely } from "kysely";

import type { Database } from "../schema.ts";
import type { StoreTransaction } from "../store.ts";

const savepoint = CompiledQuery.raw("savepoint job");
const release = CompiledQuery.raw("release job");
const rollback = CompiledQuery.raw("rollback to job");

interface Job {
  /** Runs the work; answers what to do once it is durable. */
  run(transaction: StoreTransaction): Promise<() => void>;
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
        waiting.push({
          async run(transaction) {
            const result = await work(transaction);
            return () => resolve(result);
          },
          fail: reject,
        });
        flushing ??= flush();
      });
    },
    idle: async () => flushing,
  };
}

interface DoneJob {
  readonly job: Job;
  readonly succeed: () => void;
}

async function commit(db: Kysely<Database>, jobs: readonly Job[]): Promise<void> {
  const done: DoneJob[] = [];
  try {
    await db.transaction().execute(async (transaction) => {
      const [only, ...others] = jobs;
      if (only !== undefined && others.length === 0) {
        // Alone, a unit of work needs no savepoint: the transaction is its own.
        done.push({ job: only, succeed: await only.run(transaction) });
        return;
      }
      for (const job of jobs) {
        const succeed = await runInSavepoint(transaction, job);
        if (succeed !== undefined) done.push({ job, succeed });
      }
    });
    for (const { succeed } of done) succeed();
  } catch (cause) {
    const failed = jobs.length === 1 ? jobs : done.map(({ job }) => job);
    for (const job of failed) job.fail(cause);
  }
}

async function runInSavepoint(
  transaction: StoreTransaction,
  job: Job,
): Promise<(() => void) | undefined> {
  await transaction.executeQuery(savepoint);
  try {
    const succeed = await job.run(transaction);
    await transaction.executeQuery(release);
    return succeed;
  } catch (cause) {
    await transaction.executeQuery(rollback);
    await transaction.executeQuery(release);
    job.fail(cause);
    return undefined;
  }
}
