import { CodeSpar, CodeSparError, type ToolResult } from "@codespar/sdk";

import { apiKey, ask } from "./api-of.ts";
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

/** What a run of kills found; every number but the first three must be 0. */
export interface KillReport {
  readonly kills: number;
  /** Calls whose result somebody was told. */
  readonly acknowledged: number;
  /** Calls that a kill cut off, resolved afterwards. */
  readonly unknown: number;
  /** Calls that were dispatched, and of which nothing was stored. */
  readonly withoutIntent: number;
  /** Results that were told, and are not told again. */
  readonly lost: number;
  /** Keys that were dispatched more than once. */
  readonly doubles: number;
  /** Calls that still run, or are still unknown, at the end. */
  readonly leftOver: number;
  /** 1 when the audit chain is broken. */
  readonly brokenAudit: number;
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
    const checked = await check(node, { sessionId: sessionId ?? "", told, asked, dispatched });
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

interface Finished extends Omit<Work, "concurrency"> {
  /** What the provider was asked before this check. */
  readonly dispatched: ReadonlySet<string>;
}

type Checked = Record<"unknown" | "lost" | "leftOver" | "brokenAudit" | "withoutIntent", number>;

/** Asks for every call again under its key, resolves what nobody knows, and looks at what is left. */
async function check(node: RunningNode, work: Finished): Promise<Checked> {
  const counts: Checked = { unknown: 0, lost: 0, leftOver: 0, brokenAudit: 0, withoutIntent: 0 };
  for (const key of work.asked) await checkKey(node, work, { key, counts });
  const { valid } = await ask<{ readonly valid: boolean }>(node.url, "/v1/audit/verify");
  if (!valid) counts.brokenAudit += 1;
  return counts;
}

async function checkKey(
  { url }: RunningNode,
  { sessionId, told, dispatched }: Finished,
  { key, counts }: { readonly key: string; readonly counts: Checked },
): Promise<void> {
  const session = await new CodeSpar({ apiKey, baseUrl: url }).get(sessionId);
  const repeat = () => session.execute(tool, { key }, { idempotencyKey: key });
  const again = await repeat().catch((cause: unknown) => cause);
  if (CodeSparError.is(again)) counts.leftOver += 1;
  if (!isResult(again)) return;
  const before = told.get(key);
  if (dispatched.has(key) && again.replayed !== true) counts.withoutIntent += 1;
  if (before !== undefined && again.tool_call_id !== before.tool_call_id) counts.lost += 1;
  if (again.error_code !== "outcome_unknown") return;
  counts.unknown += 1;
  const path = `/v1/tool-calls/${again.tool_call_id}/resolve`;
  await ask(url, path, { outcome: "executed", reason: "found at the provider" });
  const resolved = await repeat();
  if (!resolved.success) counts.leftOver += 1;
}

function isResult(value: unknown): value is ToolResult {
  return typeof value === "object" && value !== null && "tool_call_id" in value;
}
