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

/** The median CPU time of a task over some runs, in milliseconds. */
export function medianCpuMs(task: () => unknown, runs = 21): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    task();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  }).toSorted((left, right) => left - right);
  return times[Math.floor(runs / 2)] ?? 0;
}
