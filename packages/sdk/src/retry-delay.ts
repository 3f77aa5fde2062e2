const baseMs = 500;
const maxMs = 8_000;

/** Whether a response says that the same request may succeed later. */
export function isRetryable(status: number, code: string): boolean {
  return (
    status === 408 ||
    status === 429 ||
    status >= 500 ||
    (status === 409 && code === "call_in_progress")
  );
}

/**
 * Milliseconds to wait before the next attempt: what `Retry-After` says, else an exponential
 * delay of which up to a quarter is taken off at random.
 *
 * @param attempt Attempts made so far, from 1.
 * @param retryAfter The header: seconds, or an HTTP date.
 */
export function retryDelayMs(attempt: number, retryAfter: string | null): number {
  const asked = retryAfter === null ? undefined : parseRetryAfter(retryAfter);
  if (asked !== undefined) return asked;
  const delay = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return delay * (1 - Math.random() / 4);
}

function parseRetryAfter(text: string): number | undefined {
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
