import type { Generated } from "kysely";

/** Processes on this store. */
export interface NodeTable {
  id: string;
  started_at: number;
  /** When it last said that it is alive. */
  seen_at: number;
  /** The name of its machine; unknown of nodes that began before this was kept. */
  host: string | null;
  /** Its process there. */
  pid: number | null;
}

/** What is still to be told to others. */
export interface OutboxTable {
  id: string;
  /** Who is told. */
  topic: string;
  payload: string;
  attempts: Generated<number>;
  /** When it may be tried next; in the future while somebody tries. */
  available_at: number;
  added_at: number;
  /** Why it was not delivered the last time. */
  error: string | null;
}

/** Secrets of the runtime itself, where it keeps them. */
export interface RuntimeSecretTable {
  name: string;
  value: string;
}
