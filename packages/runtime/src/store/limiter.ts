import type { RateLimiterAbstract } from "rate-limiter-flexible";

/** How much may happen in how much time. */
export interface RateLimit {
  readonly requests: number;
  readonly perSeconds: number;
}

/** What a limiter says of one more. */
export interface LimiterAnswer {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the count starts anew. */
  readonly resetMs: number;
}

/** Counts one more for a key, and says whether it is within the limit. */
export type Limiter = (key: string) => Promise<LimiterAnswer>;

/** Under which name a limiter counts, and how far. */
export interface LimiterOptions extends RateLimit {
  readonly name: string;
}

/**
 * Creates a limiter that counts in memory, or in a database for all nodes on it. While the database
 * cannot be reached, it counts in memory.
 *
 * @param pool Of `pg`, whose types are not there where the runtime is installed.
 */
export function createLimiter(options: LimiterOptions, pool?: object): Limiter {
  let opening: Promise<RateLimiterAbstract> | undefined;
  return async (key) => {
    opening ??= open(options, pool);
    const limiter = await opening;
    // It rejects with the same facts when there is nothing left.
    const { consumedPoints, remainingPoints, msBeforeNext } = await limiter
      .consume(key)
      .catch((refusal: unknown) => {
        if (refusal instanceof Error || !isRefusal(refusal)) throw refusal;
        return refusal;
      });
    const isAllowed = consumedPoints <= options.requests;
    return {
      isAllowed,
      limit: options.requests,
      remaining: remainingPoints,
      resetMs: msBeforeNext,
    };
  };
}

interface Refusal {
  readonly consumedPoints: number;
  readonly remainingPoints: number;
  readonly msBeforeNext: number;
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "msBeforeNext" in value;
}

async function open(
  { name, requests, perSeconds }: LimiterOptions,
  pool: object | undefined,
): Promise<RateLimiterAbstract> {
  // Only who sets limits loads it.
  const { RateLimiterMemory, RateLimiterPostgres } = await import("rate-limiter-flexible");
  const limits = { keyPrefix: name, points: requests, duration: perSeconds };
  const inMemory = new RateLimiterMemory(limits);
  if (pool === undefined) return inMemory;
  return new RateLimiterPostgres({
    ...limits,
    storeClient: pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    inMemoryBlockOnConsumed: requests + 1,
    insuranceLimiter: inMemory,
  });
}
