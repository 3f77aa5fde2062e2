import { CodeSpar, type Session } from "@codespar/sdk";

import { apiKey, ask } from "./api-of.ts";
import { startNode } from "./start-node.ts";
import { startProvider } from "./start-provider.ts";

const tool = "provider_charge";

/** What a race is run with. */
export interface RaceOptions {
  /** A Postgres database, or a SQLite file. */
  readonly store: string;
  /** How many requests are made. */
  readonly requests: number;
  /** How many at once. */
  readonly concurrency: number;
  readonly onProgress?: (done: number) => void;
}

/** What a race found. */
export interface RaceReport {
  readonly requests: number;
  readonly keys: number;
  readonly dispatched: number;
  /** Keys that were dispatched more than once: there must be none. */
  readonly doubles: number;
  /** Requests that were told another result than the others with the key. */
  readonly wrong: number;
  readonly replayed: number;
  readonly auditValid: boolean;
  readonly perSecond: number;
}

/** Sends each key to both of two nodes, several times, and counts what reaches the provider. */
export async function runRace(options: RaceOptions): Promise<RaceReport> {
  const { store, requests, concurrency, onProgress } = options;
  await using provider = await startProvider();
  const settings = { STORE: store, API_KEY: apiKey, PROVIDER: provider.url };
  const nodes = [await startNode(settings), await startNode(settings)];
  try {
    const clients = nodes.map(({ url }) => new CodeSpar({ apiKey, baseUrl: url, maxRetries: 5 }));
    const sessions = await openEverywhere(clients);
    const startedAt = performance.now();
    const counts = { wrong: 0, replayed: 0 };
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < requests) {
        const index = next;
        next += 1;
        await send(sessions, index, counts);
        if (index % 1_000 === 0) onProgress?.(index);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    const seconds = (performance.now() - startedAt) / 1_000;
    const dispatches = [...provider.dispatches.values()];
    return {
      ...counts,
      requests,
      keys: Math.ceil(requests / copies),
      dispatched: dispatches.reduce((sum, count) => sum + count, 0),
      doubles: dispatches.filter((count) => count > 1).length,
      auditValid: await verifyAudit(nodes[0]?.url ?? ""),
      perSecond: Math.round(requests / seconds),
    };
  } finally {
    for (const node of nodes) await node.kill();
  }
}

/** How often each key is sent. */
const copies = 4;

async function openEverywhere(clients: readonly CodeSpar[]): Promise<readonly Session[]> {
  const [first, ...others] = clients;
  if (first === undefined) throw new Error("There is no node.");
  const session = await first.create("user_123", { servers: ["provider"] });
  return [session, ...(await Promise.all(others.map((client) => client.get(session.id))))];
}

async function send(
  sessions: readonly Session[],
  index: number,
  counts: { wrong: number; replayed: number },
): Promise<void> {
  const key = `key-${Math.floor(index / copies)}`;
  const session = sessions[index % sessions.length];
  const result = await session?.execute(tool, { key }, { idempotencyKey: key });
  if (result?.success !== true || result.data["charge"] !== key) counts.wrong += 1;
  if (result?.replayed === true) counts.replayed += 1;
}

async function verifyAudit(url: string): Promise<boolean> {
  return (await ask<{ readonly valid: boolean }>(url, "/v1/audit/verify")).valid;
}
