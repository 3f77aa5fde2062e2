/** The time a call to a server has, and the caller's wish to stop it. */
export interface CallDeadline extends Disposable {
  /** Aborted by whichever comes first. */
  readonly signal: AbortSignal;
  /** Whether the time was over first. */
  readonly expired: boolean;
}

/**
 * Starts a deadline; dispose of it when the call is over.
 *
 * One timer that is taken back, because `AbortSignal.timeout` would keep one for every call of the
 * last minute.
 */
export function startCallDeadline(timeoutMs: number, caller: AbortSignal): CallDeadline {
  const controller = new AbortController();
  let expired = false;
  const stop = (): void => controller.abort();
  const timer = setTimeout(() => {
    expired = true;
    stop();
  }, timeoutMs);
  if (caller.aborted) stop();
  caller.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller.removeEventListener("abort", stop);
    },
  };
}
