/** Keeps those who ask for a server from waiting again and again for one that does not answer. */
export interface SlowFailures<Link> {
  /** Opens a link; while it is known to fail slowly, tells so at once, and tries it now and then. */
  open(key: string, connect: () => Promise<Link>): Promise<Link>;
  /** Waits for a link that is being opened, not for long where the last one failed slowly. */
  wait(key: string, opening: Promise<Link>): Promise<Link>;
  /** Forgets how it went: something about the server has changed. */
  forget(key: string): void;
}

interface Failure {
  readonly cause: unknown;
  readonly at: number;
}

/**
 * Creates the memory of what failed slowly.
 *
 * @param restMs How long a server is left alone; a tenth of it is slow.
 * @param now The time, in milliseconds since anything.
 */
export function createSlowFailures<Link>(
  restMs: number,
  now: () => number = () => performance.now(),
): SlowFailures<Link> {
  const failures = new Map<string, Failure>();
  const slowMs = restMs / 10;

  async function wait(key: string, opening: Promise<Link>): Promise<Link> {
    const failure = failures.get(key);
    if (failure === undefined) return opening;
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(failure.cause), slowMs);
    });
    try {
      return await Promise.race([opening, enough]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function connectTimed(key: string, connect: () => Promise<Link>): Promise<Link> {
    const startedAt = now();
    try {
      const link = await connect();
      failures.delete(key);
      return link;
    } catch (cause) {
      const at = now();
      if (at - startedAt >= slowMs) failures.set(key, { cause, at });
      else failures.delete(key);
      throw cause;
    }
  }

  return {
    wait,
    open(key, connect) {
      const failure = failures.get(key);
      const isResting = failure !== undefined && now() - failure.at < restMs;
      return isResting ? Promise.reject(failure.cause) : connectTimed(key, connect);
    },
    forget: (key) => void failures.delete(key),
  };
}
