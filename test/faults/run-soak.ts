import { setTimeout as sleep } from "node:timers/promises";

import { createRuntime, type Runtime } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";

import { serveTools } from "../../packages/runtime/test/servers/serve-tools.ts";

/** What a soak is made of. */
export interface SoakOptions {
  /** A SQLite file, or a Postgres database. */
  readonly store: string;
  readonly minutes: number;
  readonly callsPerSecond: number;
  readonly onProgress?: (minutes: number) => void;
}

/** What a soak found. */
export interface SoakReport {
  readonly minutes: number;
  readonly calls: number;
  readonly failed: number;
  /** Growth of what is live after a garbage collection, by least squares over the second half. */
  readonly heapSlopeMbPerHour: number;
  readonly heapMb: number;
  /** Calls that still run at the end: there must be none. */
  readonly leftInFlight: number;
  readonly auditValid: boolean;
}

interface Sample {
  readonly hours: number;
  readonly mb: number;
}

const sampleMs = 2_000;
const callsPerSession = 500;

/**
 * Keeps a runtime busy at an even pace: sessions open and close, calls change something or read,
 * some are asked twice.
 *
 * Its sandbox takes no payments: those are kept in memory as long as the process lives.
 */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  await using provider = await serveTools({ charge: { run: () => ({ ok: true }) } });
  const servers = { provider: { url: provider.url } };
  const runtime = createRuntime({ store: options.store, servers });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const counts = { calls: 0, failed: 0 };
  const samples = await keepBusy(codespar, counts, options);
  const { valid } = await read(runtime, "/v1/audit/verify");
  const leftInFlight = await runningCalls(runtime);
  await runtime.close();
  const settled = samples.slice(Math.floor(samples.length / 2));
  return {
    minutes: options.minutes,
    ...counts,
    heapSlopeMbPerHour: Math.round(slope(settled) * 100) / 100,
    heapMb: Math.round(settled.at(-1)?.mb ?? 0),
    leftInFlight,
    auditValid: valid === true,
  };
}

interface Counts {
  calls: number;
  failed: number;
}

async function keepBusy(
  codespar: CodeSpar,
  counts: Counts,
  { minutes, callsPerSecond, onProgress }: SoakOptions,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  let session = await open(codespar);
  let sampledAt = 0;
  let openedAt = 0;
  while (elapsedMs() < minutes * 60_000) {
    const due = Math.floor((elapsedMs() / 1_000) * callsPerSecond) - counts.calls;
    await Promise.all(Array.from({ length: Math.min(due, 32) }, () => callOnce(session, counts)));
    if (counts.calls - openedAt >= callsPerSession) {
      await session.close();
      session = await open(codespar);
      openedAt = counts.calls;
    }
    if (elapsedMs() - sampledAt >= sampleMs) {
      sampledAt = elapsedMs();
      samples.push({ hours: sampledAt / 3_600_000, mb: liveMb() });
      onProgress?.(Math.floor(sampledAt / 60_000));
    }
    await sleep(20);
  }
  await session.close();
  return samples;
}

function open(codespar: CodeSpar): Promise<Session> {
  return codespar.create("user_123", { servers: ["provider", "stripe", "correios"] });
}

async function callOnce(session: Session, counts: Counts): Promise<void> {
  counts.calls += 1;
  const nth = counts.calls;
  const charges = nth % 2 === 0;
  const tool = charges ? "provider_charge" : "stripe_list_payment_intents";
  // Every tenth is the one before it again.
  const key = `key-${nth % 10 === 0 ? nth - 2 : nth}`;
  const { success } = await session.execute(tool, {}, { idempotencyKey: key });
  if (!success) counts.failed += 1;
}

/** What is live after a garbage collection, in megabytes. */
function liveMb(): number {
  if (globalThis.gc === undefined) throw new Error("Run it with node --expose-gc.");
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1_048_576;
}

/** By least squares. */
function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const hours = mean(samples.map((sample) => sample.hours));
  const mb = mean(samples.map((sample) => sample.mb));
  const covariance = mean(samples.map((sample) => (sample.hours - hours) * (sample.mb - mb)));
  return covariance / mean(samples.map((sample) => (sample.hours - hours) ** 2));
}

async function read(runtime: Runtime, path: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await runtime.fetch(`http://codespar.test${path}`, {
    headers: { Authorization: `Bearer ${runtime.apiKey}` },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of the API
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

/** The calls of the newest sessions that have not ended. */
async function runningCalls(runtime: Runtime): Promise<number> {
  const { data } = await read(runtime, "/v1/sessions?limit=50");
  let running = 0;
  for (const { id } of Array.isArray(data) ? data : []) {
    const logs = await read(runtime, `/v1/sessions/${String(id)}/logs?limit=200`);
    const calls: readonly { readonly status: string }[] = Array.isArray(logs["data"])
      ? logs["data"]
      : [];
    running += calls.filter(({ status }) => status === "running").length;
  }
  return running;
}
