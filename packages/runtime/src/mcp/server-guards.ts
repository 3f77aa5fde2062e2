import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  type IPolicy,
  wrap,
} from "cockatiel";

import type { Limiter } from "../store/limiter.ts";
import type { Store } from "../store/store.ts";
import type { LinkTarget } from "./mcp-pool.ts";
import type { GuardSettings } from "./server-spec.ts";

/** What came of trying to ask a server. */
export type Guarded<Result> =
  | { readonly kind: "answered"; readonly result: Result }
  /** It failed, or did not answer. */
  | { readonly kind: "failed"; readonly cause: unknown }
  /** It was not asked: it has failed too often, or is asked too much, at once or over time. */
  | {
      readonly kind: "spared";
      readonly why: "failing" | "busy" | "limited";
      readonly retryAfterMs?: number;
    };

/** One attempt to ask a server. */
export interface Attempt<Result> {
  readonly ask: () => Promise<Result>;
  /** Whether a failure is the server's own: not a refusal, nor the caller's wish to stop. */
  readonly isItsFault: (cause: unknown) => boolean;
}

/** Whether a server is asked, spared, or asked once to see whether it is well again. */
export type BreakerState = "closed" | "open" | "half_open";

/** Keeps a server that is in trouble from costing anybody but itself. */
export interface ServerGuards {
  run<Result>(
    target: LinkTarget,
    settings: GuardSettings,
    attempt: Attempt<Result>,
  ): Promise<Guarded<Result>>;
  /** Every breaker, by its server: `open` where the server is spared now. */
  breakers(): ReadonlyArray<{ readonly server: string; readonly state: BreakerState }>;
}

type Outcome = Guarded<unknown> & { readonly isFault?: boolean };

interface Guard {
  readonly policy: IPolicy;
  readonly limiter: Limiter | undefined;
  readonly server: string;
  state(): BreakerState;
}

/** Calls at once to one server, failures in a row after which it is spared, and for how long. */
const defaults = { maxConcurrent: 64, failures: 5, openMs: 10_000 } as const;

/** Creates the guards: limits of calls at once and over time, and a circuit breaker, for each server. */
export function createServerGuards(store: Pick<Store, "limiter">): ServerGuards {
  const guards = new Map<string, Guard>();

  function guardOf(target: LinkTarget, settings: GuardSettings): Guard {
    const key = keyOf(target);
    const guard = guards.get(key) ?? createGuard(store, target.serverId, settings);
    guards.set(key, guard);
    return guard;
  }

  return {
    breakers: () => [...guards.values()].map(({ server, state }) => ({ server, state: state() })),
    async run<Result>(
      target: LinkTarget,
      settings: GuardSettings,
      { ask, isItsFault }: Attempt<Result>,
    ): Promise<Guarded<Result>> {
      const { policy, limiter } = guardOf(target, settings);
      const limit = await limiter?.(keyOf(target));
      if (limit?.isAllowed === false) {
        return { kind: "spared", why: "limited", retryAfterMs: limit.resetMs };
      }
      try {
        return await policy.execute(async (): Promise<Guarded<Result>> => {
          try {
            return { kind: "answered", result: await ask() };
          } catch (cause) {
            const failed = { kind: "failed", cause, isFault: isItsFault(cause) } as const;
            return failed;
          }
        });
      } catch (cause) {
        if (cause instanceof BrokenCircuitError) return { kind: "spared", why: "failing" };
        if (cause instanceof BulkheadRejectedError) return { kind: "spared", why: "busy" };
        throw cause;
      }
    },
  };
}

const stateNames: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};

function keyOf({ projectId, environment, serverId }: LinkTarget): string {
  return `${projectId}:${environment}:${serverId}`;
}

function createGuard(
  store: Pick<Store, "limiter">,
  server: string,
  { maxConcurrent = defaults.maxConcurrent, rateLimit, breaker = {} }: GuardSettings,
): Guard {
  const { failures = defaults.failures, openMs = defaults.openMs } = breaker;
  const circuit = circuitBreaker(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `run` returns
    handleWhenResult((result) => (result as Outcome).isFault === true),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failures) },
  );
  return {
    server,
    limiter: rateLimit && store.limiter({ name: "server", ...rateLimit }),
    policy: wrap(bulkhead(maxConcurrent), circuit),
    state: () => stateNames[circuit.state],
  };
}
