import type { LoopRetryPolicy } from "@codespar/protocol";

const maxDelayMs = 3_600_000;

/** Milliseconds before a step is tried again, an hour at most, by the retries there were. */
export function retryDelayMs(
  { backoff = "exponential", base_delay_ms: base = 1_000 }: LoopRetryPolicy,
  retries: number,
): number {
  const delay = backoff === "linear" ? base * (retries + 1) : base * 2 ** retries;
  return Math.min(delay, maxDelayMs);
}
