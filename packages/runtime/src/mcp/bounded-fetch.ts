import { LinkError } from "./link-error.ts";

/** A server that answered 429. */
export class ServerBusyError extends Error {
  override readonly name = "ServerBusyError";
  /** How long it asks to be left alone, in seconds; absent when it does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(retryAfterSeconds: number | undefined) {
    super("The server is rate limiting.");
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const maxRetryAfterSeconds = 86_400;

/**
 * Limits what a server may answer over HTTP, and keeps what it says when it is asked too often: the
 * MCP client does neither.
 */
export function createBoundedFetch(
  fetch: typeof globalThis.fetch,
  maxBytes: number,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 429) {
      await response.body?.cancel();
      throw new ServerBusyError(retryAfterOf(response.headers.get("retry-after")));
    }
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    const isStream = headers.get("content-type")?.startsWith("text/event-stream") === true;
    const bounded = new Response(response.body.pipeThrough(limit(maxBytes, isStream)), {
      status,
      statusText,
      headers,
    });
    // The client follows no redirect out of the server's origin, which it sees by the URL.
    Object.defineProperty(bounded, "url", { value: response.url });
    return bounded;
  };
}

const newline = 10;

/** Lets only so many bytes through; of a stream of events, so many a line. */
function limit(maxBytes: number, isStream: boolean): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      const end = isStream ? chunk.lastIndexOf(newline) : -1;
      bytes = end === -1 ? bytes + chunk.byteLength : chunk.byteLength - end - 1;
      if (bytes <= maxBytes) controller.enqueue(chunk);
      else {
        const message = "The server's answer is too large.";
        controller.error(new LinkError("answer_too_large", message));
      }
    },
  });
}

/** Seconds, from seconds or a date. Source: RFC 9110, section 10.2.3. */
function retryAfterOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  if (!Number.isFinite(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 0), maxRetryAfterSeconds);
}
