import { Bench } from "tinybench";

/** What one measurement found. */
export interface Measurement {
  readonly name: string;
  /** Microseconds; half of the runs were faster. */
  readonly p50Us: number;
  /** Microseconds; one run in a hundred was slower. */
  readonly p99Us: number;
  readonly runs: number;
}

/**
 * Runs a task for three seconds after seven that warm the process up, and times each run.
 *
 * @param beforeEach Prepares a run; its time does not count.
 */
export async function measure(
  name: string,
  task: () => Promise<unknown>,
  beforeEach?: () => Promise<void>,
): Promise<Measurement> {
  const bench = new Bench({ time: 3_000, warmupTime: 7_000, retainSamples: false });
  bench.add(name, task, beforeEach === undefined ? {} : { beforeEach });
  const [finished] = await bench.run();
  const result = finished?.result;
  if (result?.state !== "completed") {
    throw new Error(`${name} did not complete`, { cause: result });
  }
  const { p50, p99, samplesCount } = result.latency;
  return { name, p50Us: p50 * 1_000, p99Us: p99 * 1_000, runs: samplesCount };
}

/**
 * Times two tasks by turns for ten seconds after five that warm the process up, so that each finds
 * the processor's caches as the other left them; in a loop of its own it would find them warm.
 *
 * @param beforeEach Prepares a run; its time does not count.
 * @returns The median of each, in microseconds.
 */
export async function measureByTurns(
  [one, other]: readonly [() => Promise<unknown>, () => Promise<unknown>],
  beforeEach: () => Promise<void>,
): Promise<readonly [number, number]> {
  const timed = async (task: () => Promise<unknown>): Promise<number> => {
    await beforeEach();
    const startedAt = performance.now();
    await task();
    return (performance.now() - startedAt) * 1_000;
  };
  const run = async (forMs: number): Promise<readonly [number, number]> => {
    const times: [number[], number[]] = [[], []];
    for (const until = performance.now() + forMs; performance.now() < until;) {
      times[0].push(await timed(one));
      times[1].push(await timed(other));
    }
    return [median(times[0]), median(times[1])];
  };
  await run(5_000);
  return run(10_000);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The median CPU time of a task over some runs, in milliseconds. */
export function medianCpuMs(task: () => unknown, runs = 21): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    task();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return median(times);
}
