import { CodeSpar, type ToolResult } from "@codespar/sdk";

import { apiKey } from "./api-of.ts";
import { type Checked, checkKeys } from "./check-keys.ts";
import { type RunningNode, startNode } from "./start-node.ts";
import { startProvider } from "./start-provider.ts";

const tool = "provider_charge";

/** What a run of kills is made of. */
export interface KillOptions {
  /** A SQLite file, or a Postgres database. */
  readonly store: string;
  readonly kills: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly onProgress?: (kills: number) => void;
}

/** What a run of kills found; everything after `unknown` must be 0. */
export interface KillReport extends Checked {
  readonly kills: number;
  /** Calls whose result somebody was told. */
  readonly acknowledged: number;
  /** Keys that were dispatched more than once. */
  readonly doubles: number;
}

/** Kills a node again and again while it works, and then holds it to everything it said. */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const { store, kills, concurrency, onProgress } = options;
  await using provider = await startProvider();
  const settings = { STORE: store, API_KEY: apiKey, PROVIDER: provider.url };
  const told = new Map<string, ToolResult>();
  const asked: string[] = [];
  let sessionId: string | undefined;
  for (let kill = 0; kill < kills; kill += 1) {
    const node = await startNode(settings);
    sessionId ??= await openSession(node);
    await workUntilKilled(node, { sessionId, told, asked, concurrency });
    onProgress?.(kill + 1);
  }
  const node = await startNode(settings);
  try {
    const dispatched = new Set(provider.dispatches.keys());
    const checked = await checkKeys(node.url, {
      sessionId: sessionId ?? "",
      told,
      asked,
      dispatched,
    });
    const counts = [...provider.dispatches.values()];
    const doubles = counts.filter((count) => count > 1).length;
    return { kills, acknowledged: told.size, ...checked, doubles };
  } finally {
    await node.kill();
  }
}

async function openSession({ url }: RunningNode): Promise<string> {
  const codespar = new CodeSpar({ apiKey, baseUrl: url });
  return (await codespar.create("user_123", { servers: ["provider"] })).id;
}

interface Work {
  readonly sessionId: string;
  readonly told: Map<string, ToolResult>;
  readonly asked: string[];
  readonly concurrency: number;
}

/** Makes calls until the node is killed under them, at a moment nobody chose. */
async function workUntilKilled(
  node: RunningNode,
  { sessionId, told, asked, concurrency }: Work,
): Promise<void> {
  const codespar = new CodeSpar({ apiKey, baseUrl: node.url, maxRetries: 0 });
  const session = await codespar.get(sessionId);
  const killed = new AbortController();
  const work = async (): Promise<void> => {
    while (!killed.signal.aborted) {
      const key = `key-${asked.length}`;
      asked.push(key);
      const result = await session
        .execute(tool, { key }, { idempotencyKey: key })
        .catch(() => undefined);
      if (result?.success === true) told.set(key, result);
    }
  };
  const before = told.size;
  const working = Array.from({ length: concurrency }, work);
  // Not before it is at work: a node that has said nothing has nothing to lose.
  while (told.size === before) await sleep(5);
  await sleep(Math.random() * 300);
  await node.kill();
  killed.abort();
  await Promise.all(working);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
