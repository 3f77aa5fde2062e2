const firstMs = 1_000;
const longestMs = 60 * 60_000;

/** How long to wait after so many attempts: twice as long each time, up to an hour, with jitter. */
export function retryDelayMs(attempts: number, random: () => number = Math.random): number {
  const longest = Math.min(firstMs * 2 ** (attempts - 1), longestMs);
  return Math.round(longest * (0.5 + random() / 2));
}
