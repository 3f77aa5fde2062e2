import { type Deadline, startDeadline } from "./deadline.ts";
import { CodeSparError, ConnectionError } from "./errors.ts";
import type { Logger } from "./logger.ts";
import { onStreamEnd } from "./on-stream-end.ts";
import { isRetryable, retryDelayMs } from "./retry-delay.ts";
import { toApiError } from "./to-api-error.ts";
import { toRequestInit } from "./to-request-init.ts";

/** What every request shares. */
export interface HttpClientOptions {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly fetch: typeof globalThis.fetch;
  readonly logger: Logger | undefined;
}

/** How long a request may take, and who may stop it. */
export interface RequestOptions {
  /** Stops the request. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds the whole request may take, retries included (the client's). */
  readonly timeoutMs?: number | undefined;
}

/** One request. */
export interface ApiRequest extends RequestOptions {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly projectId?: string | undefined;
  readonly body?: unknown;
  /** Sent with every attempt, so that the work is done at most once. */
  readonly idempotencyKey?: string | undefined;
  readonly traceparent?: string | undefined;
  /** What a stream is of (`text/event-stream`). */
  readonly accept?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** Sends requests, again when that is safe and may help. */
export interface HttpClient {
  /** Resolves to the parsed body, which only a `DELETE` may lack; throws a {@link CodeSparError}. */
  request(request: ApiRequest): Promise<unknown>;
  /**
   * Opens a stream; throws a {@link CodeSparError}. Not sent again: a turn that began is
   * asked for by its id. The request's `timeoutMs` is until the stream opens.
   */
  open(request: ApiRequest): Promise<ReadableStream<Uint8Array>>;
}

/** Creates a client of the API. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return {
    async request(request) {
      const deadline = startDeadline(request.timeoutMs ?? options.timeoutMs, request.signal);
      try {
        return await attempt(options, request, deadline);
      } finally {
        deadline[Symbol.dispose]();
      }
    },
    open: (request) => openStream(options, request),
  };
}

async function openStream(
  { apiKey, baseUrl, fetch, timeoutMs }: HttpClientOptions,
  request: ApiRequest,
): Promise<ReadableStream<Uint8Array>> {
  const { accept = "text/event-stream" } = request;
  const init = toRequestInit(apiKey, { ...request, accept });
  const deadline = startDeadline(request.timeoutMs ?? timeoutMs, request.signal);
  // The deadline ends with the opening, the caller's wish to stop does not.
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  const release = (): void => request.signal?.removeEventListener("abort", stop);
  deadline.signal.addEventListener("abort", stop, { once: true });
  request.signal?.addEventListener("abort", stop, { once: true });
  try {
    if (deadline.signal.aborted) throw deadline.toError();
    const { signal } = stopping;
    const response = await fetch(`${baseUrl}${request.path}`, { ...init, signal });
    if (response.ok && response.body !== null) return onStreamEnd(response.body, release);
    throw toApiError(response, tryParse(await response.text()));
  } catch (cause) {
    release();
    if (deadline.signal.aborted) throw deadline.toError();
    if (CodeSparError.is(cause)) throw cause;
    throw new ConnectionError("connection_failed", "The API could not be reached.", { cause });
  } finally {
    deadline.signal.removeEventListener("abort", stop);
    deadline[Symbol.dispose]();
  }
}

async function attempt(
  options: HttpClientOptions,
  request: ApiRequest,
  deadline: Deadline,
): Promise<unknown> {
  for (let attempts = 1; ; attempts += 1) {
    const reply = await send(options, request, deadline);
    if (!("error" in reply)) return reply.body;
    const { error, retryAfter, retryable } = reply;
    const delayMs = retryDelayMs(attempts, retryAfter);
    if (!retryable || attempts > options.maxRetries || delayMs >= deadline.remainingMs()) {
      throw error;
    }
    options.logger?.warn?.("Retrying a request.", {
      ...describe(request),
      attempts,
      delayMs,
      code: error.code,
    });
    await deadline.sleep(delayMs);
  }
}

type Reply =
  | { readonly body: unknown }
  | {
      readonly error: CodeSparError;
      readonly retryable: boolean;
      readonly retryAfter: string | null;
    };

async function send(
  { apiKey, baseUrl, fetch, logger }: HttpClientOptions,
  request: ApiRequest,
  deadline: Deadline,
): Promise<Reply> {
  const init = toRequestInit(apiKey, request);
  const startedAt = Date.now();
  if (deadline.signal.aborted) throw deadline.toError();
  let response: Response;
  let text: string;
  try {
    const { signal } = deadline;
    response = await fetch(`${baseUrl}${request.path}`, { ...init, signal });
    text = await response.text();
  } catch (cause) {
    if (deadline.signal.aborted) throw deadline.toError();
    const error = new ConnectionError("connection_failed", "The API could not be reached.", {
      cause,
    });
    return { error, retryable: true, retryAfter: null };
  }
  const { status } = response;
  const hasNothing = text === "" && request.method === "DELETE";
  logger?.debug?.("The API answered.", {
    ...describe(request),
    status,
    ms: Date.now() - startedAt,
  });
  if (response.ok) return { body: hasNothing ? undefined : parseBody(text, response) };
  const error = toApiError(response, tryParse(text));
  return {
    error,
    retryable: isRetryable(status, error.code),
    retryAfter: response.headers.get("retry-after"),
  };
}

function parseBody(text: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodeSparError(
      "invalid_response",
      "The API answered with something that is not JSON.",
      {
        cause,
        status: response.status,
        requestId: response.headers.get("x-request-id") ?? undefined,
      },
    );
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe({ method, path }: ApiRequest): Readonly<Record<string, unknown>> {
  return { method, path: path.split("?")[0] };
}
