/** The requests being answered. */
export interface Traffic {
  /** Whether the runtime takes no new work, so that whoever spreads requests goes elsewhere. */
  readonly isDraining: boolean;
  readonly count: number;
  /** Counts a request until it is answered. */
  run(answer: () => Promise<void>): Promise<void>;
  /** Says that the runtime is about to close. */
  drain(): void;
  /** Resolves when no request is being answered. */
  idle(): Promise<void>;
}

/** Starts counting. */
export function createTraffic(): Traffic {
  let count = 0;
  let isDraining = false;
  const waiting: (() => void)[] = [];
  return {
    get isDraining() {
      return isDraining;
    },
    get count() {
      return count;
    },
    async run(answer) {
      count += 1;
      try {
        await answer();
      } finally {
        count -= 1;
        if (count === 0) for (const resolve of waiting.splice(0)) resolve();
      }
    },
    drain() {
      isDraining = true;
    },
    async idle() {
      if (count === 0) return;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    },
  };
}
