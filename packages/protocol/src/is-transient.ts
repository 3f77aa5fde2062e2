const transient: ReadonlySet<string> = new Set([
  "call_in_progress",
  "internal",
  "provider_rate_limited",
  "provider_timeout",
  "provider_unavailable",
  "rate_limited",
]);

/** Whether a failure did nothing and may pass: the same call, under its key, may succeed later. */
export function isTransient(code: string): boolean {
  return transient.has(code);
}
