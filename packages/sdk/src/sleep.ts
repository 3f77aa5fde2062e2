import { timerMs } from "./timer-ms.ts";

/** Waits; an abort ends the wait, and the next attempt then fails at once. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, timerMs(ms));
    signal?.addEventListener("abort", wake, { once: true });
  });
}
