import type { Clock } from "../../clock.ts";

const windowMs = 60_000;
const maxFailures = 5;
/** Names that are remembered: more of them at once are guesses, which a key is too long for. */
const maxNames = 10_000;

/** Counts sign-ins that failed, so that nobody can try keys without end. */
export interface SignInLimit {
  /** Seconds to wait before this key may be tried again; 0 when it may be now. */
  waitSeconds(name: string): number;
  failed(name: string): void;
}

/**
 * Creates the limit: 5 failures a minute for keys that begin alike.
 *
 * There is none for all keys together: it would let a stranger keep everybody out.
 */
export function createSignInLimit(clock: Clock): SignInLimit {
  let startedAt = clock.now();
  const failures = new Map<string, number>();

  function renew(): void {
    if (clock.now() - startedAt < windowMs && failures.size < maxNames) return;
    startedAt = clock.now();
    failures.clear();
  }

  return {
    waitSeconds(name) {
      renew();
      if ((failures.get(name) ?? 0) < maxFailures) return 0;
      return Math.ceil((startedAt + windowMs - clock.now()) / 1_000);
    },
    failed(name) {
      renew();
      failures.set(name, (failures.get(name) ?? 0) + 1);
    },
  };
}
