import type { Kysely, Transaction } from "kysely";

import type { Database } from "./schema.ts";

/** Writes of one unit of work; all of them become durable, or none. */
export type StoreTransaction = Transaction<Database>;

/** Where everything durable lives. */
export interface Store {
  /** Reads what is committed. */
  readonly read: Kysely<Database>;
  /** Runs one unit of work; resolves when it is durable. */
  write<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>;
  /** Lets writes under way finish, then closes. */
  close(): Promise<void>;
}
