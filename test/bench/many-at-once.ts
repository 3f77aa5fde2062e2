/** What many calls at once came to. */
export interface Throughput {
  readonly name: string;
  readonly callsPerSecond: number;
  /** Microseconds of processor time in this process for each call, callers included. */
  readonly cpuUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

const atOnce = 32;
const warmupMs = 5_000;
const measuredMs = 10_000;

/** Times calls that 32 callers make at once, each caller one after the other. */
export async function measureManyAtOnce(
  name: string,
  call: () => Promise<unknown>,
): Promise<Throughput> {
  await repeat(call, warmupMs);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const latencies = await repeat(call, measuredMs);
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);

  const sorted = latencies.toSorted((left, right) => left - right);
  const quantile = (share: number): number =>
    (sorted[Math.floor(sorted.length * share)] ?? 0) * 1e3;
  return {
    name,
    callsPerSecond: (sorted.length / elapsedMs) * 1_000,
    cpuUs: (user + system) / sorted.length,
    p50Us: quantile(0.5),
    p99Us: quantile(0.99),
  };
}

/** Calls for some time, 32 at once; answers how many milliseconds each call took. */
async function repeat(call: () => Promise<unknown>, forMs: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  const until = performance.now() + forMs;
  const work = async (): Promise<void> => {
    for (let now = performance.now(); now < until;) {
      await call();
      const then = performance.now();
      latencies.push(then - now);
      now = then;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return latencies;
}
