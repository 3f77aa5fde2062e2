import { CodeSpar, type Session, type ToolResult } from "@codespar/sdk";

import { apiKey } from "./api-of.ts";
import { checkKeys, type Checked } from "./check-keys.ts";
import { startCutProxy } from "./cut-proxy.ts";
import { startNode } from "./start-node.ts";
import { startProvider } from "./start-provider.ts";

const tool = "provider_charge";

/** What a run of cuts is made of. */
export interface CutOptions {
  /** A Postgres database. */
  readonly store: string;
  readonly cuts: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly onProgress?: (cuts: number) => void;
}

/** What a run of cuts found; everything after `unknown` must be 0. */
export interface CutReport extends Checked {
  readonly cuts: number;
  /** Calls whose result somebody was told. */
  readonly acknowledged: number;
  /** Keys that were dispatched more than once. */
  readonly doubles: number;
}

/**
 * Breaks and stalls the way between two nodes and their database while they work, and then holds
 * them to everything they said.
 */
export async function runCuts(options: CutOptions): Promise<CutReport> {
  const { store, cuts, concurrency, onProgress } = options;
  await using provider = await startProvider();
  const url = new URL(store);
  await using proxy = await startCutProxy(Number(url.port));
  url.port = String(proxy.port);
  const settings = { STORE: url.href, API_KEY: apiKey, PROVIDER: provider.url };
  const nodes = [await startNode(settings), await startNode(settings)];
  try {
    const clients = nodes.map((node) => new CodeSpar({ apiKey, baseUrl: node.url, maxRetries: 2 }));
    const [first, ...others] = clients;
    if (first === undefined) throw new Error("There is no node.");
    const session = await first.create("user_123", { servers: ["provider"] });
    const sessions = [
      session,
      ...(await Promise.all(others.map((other) => other.get(session.id)))),
    ];
    const told = new Map<string, ToolResult>();
    const asked: string[] = [];
    const ended = new AbortController();
    const working = Array.from({ length: concurrency }, () =>
      work({ sessions, told, asked, ended: ended.signal }),
    );
    for (let cut = 0; cut < cuts; cut += 1) {
      await sleep(Math.random() * 400);
      if (cut % 5 === 4) await stall(proxy);
      else proxy.cut();
      onProgress?.(cut + 1);
    }
    ended.abort();
    await Promise.all(working);
    const dispatched = new Set(provider.dispatches.keys());
    const sessionId = session.id;
    const [node] = nodes;
    const finished = { sessionId, told, asked, dispatched };
    const checked = await checkKeys(node?.url ?? "", finished);
    const doubles = [...provider.dispatches.values()].filter((count) => count > 1).length;
    return { cuts, acknowledged: told.size, ...checked, doubles };
  } finally {
    for (const node of nodes) await node.kill();
  }
}

interface Work {
  readonly sessions: readonly Session[];
  readonly told: Map<string, ToolResult>;
  readonly asked: string[];
  readonly ended: AbortSignal;
}

async function work({ sessions, told, asked, ended }: Work): Promise<void> {
  while (!ended.aborted) {
    const key = `key-${asked.length}`;
    asked.push(key);
    const session = sessions[asked.length % sessions.length];
    const result = await session
      ?.execute(tool, { key }, { idempotencyKey: key, timeoutMs: 20_000 })
      .catch(() => undefined);
    if (result?.success === true) told.set(key, result);
  }
}

async function stall(proxy: { stall(stalled: boolean): void; cut(): void }): Promise<void> {
  proxy.stall(true);
  await sleep(500 + Math.random() * 1_000);
  proxy.stall(false);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
