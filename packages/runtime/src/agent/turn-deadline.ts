/** The time a turn has, and the caller's wish to stop it. */
export interface TurnDeadline extends Disposable {
  /** Aborted when the time is over, the caller leaves or the turn ends. */
  readonly signal: AbortSignal;
  /** Whether the time was over first. */
  readonly expired: boolean;
  /** Stops the clock until what it answers is disposed of. */
  pause(): Disposable;
  /** Stops whatever of the turn still runs. */
  stop(): void;
}

// One for all turns: making an exception costs as much as a query.
const over = new DOMException("The turn is over.", "AbortError");

/** Starts the time of a turn; dispose of it when the turn is over. */
export function startTurnDeadline(maxMs: number, caller: AbortSignal): TurnDeadline {
  const controller = new AbortController();
  const stop = (): void => controller.abort(over);
  let expired = false;
  let leftMs = maxMs;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let pauses = 0;

  function run(): void {
    startedAt = performance.now();
    timer = setTimeout(() => {
      expired = true;
      stop();
    }, leftMs);
  }

  function halt(): void {
    clearTimeout(timer);
    leftMs -= performance.now() - startedAt;
  }

  if (caller.aborted) stop();
  caller.addEventListener("abort", stop, { once: true });
  run();
  return {
    signal: controller.signal,
    stop,
    get expired() {
      return expired;
    },
    pause() {
      if (pauses === 0) halt();
      pauses += 1;
      return {
        [Symbol.dispose]() {
          pauses -= 1;
          if (pauses === 0 && !controller.signal.aborted) run();
        },
      };
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      stop();
      caller.removeEventListener("abort", stop);
    },
  };
}
