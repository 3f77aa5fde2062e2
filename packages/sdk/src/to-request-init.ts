import { BadRequestError } from "./errors.ts";
import type { ApiRequest } from "./http-client.ts";

const sendableKey = /^[!-~]{1,255}$/;
/** What no header takes, such as a line break. */
const unsendable = /[^\t\u0020-\u007E\u0080-\u00FF]/;

/**
 * What `fetch` sends; throws `invalid_request` for what no request can hold, and nothing is sent.
 *
 * No redirect is followed: it would lose the API key, and make a GET of a POST.
 */
export function toRequestInit(apiKey: string, request: ApiRequest): RequestInit {
  const { method, body } = request;
  const init = { method, headers: toHeaders(apiKey, request), redirect: "manual" } as const;
  return body === undefined ? init : { ...init, body: toJson(body) };
}

function toHeaders(apiKey: string, request: ApiRequest): Record<string, string> {
  const { accept, body, projectId, idempotencyKey, traceparent, tracestate } = request;
  if (idempotencyKey !== undefined && !sendableKey.test(idempotencyKey)) {
    const message = '"idempotencyKey" must be 1 to 255 visible ASCII characters.';
    throw new BadRequestError("invalid_request", message);
  }
  const headers = {
    Accept: accept ?? "application/json",
    Authorization: `Bearer ${apiKey}`,
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(projectId === undefined ? {} : { "x-codespar-project": projectId }),
    ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(tracestate === undefined ? {} : { tracestate }),
  };
  for (const [name, value] of Object.entries(headers)) {
    if (!unsendable.test(value)) continue;
    const message = `"${name}" has characters that no header takes.`;
    throw new BadRequestError("invalid_request", message);
  }
  return headers;
}

function toJson(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    const message = `The arguments cannot be written as JSON: ${reason}`;
    throw new BadRequestError("invalid_request", message, { cause });
  }
}
