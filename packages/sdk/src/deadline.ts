import { AbortError, TimeoutError } from "./errors.ts";
import { timerMs } from "./timer-ms.ts";

/** The time an operation has, and the caller's wish to stop it. */
export interface Deadline extends Disposable {
  /** Aborted by whichever comes first. */
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remainingMs(): number;
  /** The error that says which came first; only once `signal` is aborted. */
  toError(): AbortError | TimeoutError;
  /** Waits, or throws when the time is over or the caller stops. */
  sleep(ms: number): Promise<void>;
}

/** Starts a deadline; dispose of it when the operation is done. */
export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const endsAt = Date.now() + timeoutMs;
  const stop = (): void => controller.abort();
  const timer = setTimeout(stop, timerMs(timeoutMs));
  // Without any time nothing is begun.
  if (caller?.aborted === true || !(timeoutMs > 0)) stop();
  caller?.addEventListener("abort", stop, { once: true });

  function toError(): AbortError | TimeoutError {
    return caller?.aborted === true
      ? new AbortError("aborted", "The caller stopped the request.", { cause: caller.reason })
      : new TimeoutError("timeout", `The request took longer than ${timeoutMs} ms.`);
  }

  return {
    signal: controller.signal,
    remainingMs: () => endsAt - Date.now(),
    toError,
    sleep: (ms) =>
      new Promise((resolve, reject) => {
        if (controller.signal.aborted) {
          reject(toError());
          return;
        }
        const fail = (): void => {
          clearTimeout(wake);
          reject(toError());
        };
        const wake = setTimeout(() => {
          controller.signal.removeEventListener("abort", fail);
          resolve();
        }, timerMs(ms));
        controller.signal.addEventListener("abort", fail, { once: true });
      }),
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller?.removeEventListener("abort", stop);
    },
  };
}
