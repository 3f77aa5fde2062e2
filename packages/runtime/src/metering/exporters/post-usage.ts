/** A request of an exporter. */
export interface UsageRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * Posts usage; throws an Error that says nothing secret unless it is taken.
 *
 * A 409 says that the event is there already.
 */
export async function postUsage(
  fetch: typeof globalThis.fetch,
  url: string,
  request: UsageRequest,
): Promise<void> {
  const response = await fetch(url, { ...request, method: "POST", redirect: "error" }).catch(() => {
    throw new Error("The receiver cannot be reached.");
  });
  await response.body?.cancel();
  if (response.ok || response.status === 409) return;
  throw new Error(`The receiver answered HTTP ${response.status}.`);
}
