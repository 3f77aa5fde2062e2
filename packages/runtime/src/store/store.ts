import type { Kysely, Transaction } from "kysely";

import type { Limiter, LimiterOptions } from "./limiter.ts";
import type { Database } from "./schema.ts";

/** Writes of one unit of work; all of them become durable, or none. */
export type StoreTransaction = Transaction<Database>;

/**
 * What a unit of work sees of others beside it: nothing (`repeatable read`; tried again when both
 * change the same), or what is committed meanwhile (`read committed`; it takes the locks it needs).
 */
export type Isolation = "repeatable read" | "read committed";

/** Where everything durable lives. */
export interface Store {
  /** Whether other processes may work on it at the same time. */
  readonly isShared: boolean;
  /** Reads what is committed. */
  readonly read: Kysely<Database>;
  /**
   * Runs one unit of work; resolves when it is durable.
   *
   * @param work May run more than once; only its last run counts.
   * @param isolation `repeatable read` unless told.
   */
  write<Result>(
    work: (transaction: StoreTransaction) => Promise<Result>,
    isolation?: Isolation,
  ): Promise<Result>;
  /** Creates a limiter that counts for every process on this store. */
  limiter(options: LimiterOptions): Limiter;
  /** Tells every process on this store something; a hint that may be lost, never the truth. */
  broadcast(message: string): Promise<void>;
  /** Hears what is broadcast, here or elsewhere. */
  onBroadcast(listener: (message: string) => void): void;
  /** Lets writes under way finish, then closes. */
  close(): Promise<void>;
}
