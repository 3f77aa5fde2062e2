const longestMs = 2 ** 31 - 1;

/** The time a timer waits: one that is set for longer than it can count would end at once. */
export function timerMs(ms: number): number {
  return Math.min(ms, longestMs);
}
