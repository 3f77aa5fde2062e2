import type { StreamEvent } from "@codespar/protocol";

import { AbortError } from "./errors.ts";
import type { ApiRequest, HttpClient } from "./http-client.ts";
import { newIdempotencyKey } from "./new-idempotency-key.ts";
import { readStreamEvents } from "./read-stream-events.ts";
import type { StreamOptions } from "./session-options.ts";

const defaultIdleMs = 60_000;

/** Opens the stream of a turn and reads it to its end; leaving it stops the turn. */
export async function* streamTurn(
  http: HttpClient,
  request: Pick<ApiRequest, "path" | "projectId" | "body">,
  options: StreamOptions,
): AsyncGenerator<StreamEvent> {
  const { signal, timeoutMs, idempotencyKey = newIdempotencyKey() } = options;
  const { idleTimeoutMs = defaultIdleMs } = options;
  const opening = { ...request, signal, timeoutMs, idempotencyKey, method: "POST" } as const;
  try {
    yield* readStreamEvents(await http.open(opening), idleTimeoutMs);
  } catch (cause) {
    // A stream that the caller stopped breaks off like any other.
    if (signal?.aborted !== true || cause instanceof AbortError) throw cause;
    throw new AbortError("aborted", "The caller stopped the stream.", { cause: signal.reason });
  }
}
