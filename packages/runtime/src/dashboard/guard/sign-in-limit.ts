import type { Clock } from "../../clock.ts";

const windowMs = 60_000;
const maxPerKey = 5;
const maxAltogether = 100;

/** Counts sign-ins that failed, so that nobody can try keys without end. */
export interface SignInLimit {
  /** Seconds to wait before this key may be tried again; 0 when it may be now. */
  waitSeconds(name: string): number;
  failed(name: string): void;
}

/** Creates the limit: 5 failures a minute for keys that begin alike, 100 for all together. */
export function createSignInLimit(clock: Clock): SignInLimit {
  let startedAt = clock.now();
  let altogether = 0;
  const failures = new Map<string, number>();

  function renew(): void {
    if (clock.now() - startedAt < windowMs) return;
    startedAt = clock.now();
    altogether = 0;
    failures.clear();
  }

  return {
    waitSeconds(name) {
      renew();
      const isOpen = altogether < maxAltogether && (failures.get(name) ?? 0) < maxPerKey;
      return isOpen ? 0 : Math.ceil((startedAt + windowMs - clock.now()) / 1_000);
    },
    failed(name) {
      renew();
      altogether += 1;
      failures.set(name, (failures.get(name) ?? 0) + 1);
    },
  };
}
