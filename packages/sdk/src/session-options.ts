import type { RequestOptions } from "./http-client.ts";

/** How a user is asked to connect a server. */
export interface AuthorizeOptions extends RequestOptions {
  /** Where the user goes afterwards: https, or http to this machine (a page of the runtime's). */
  readonly redirectUrl?: string | undefined;
  /** What to ask the user to allow (what the server needs). */
  readonly scopes?: readonly string[] | undefined;
}

/** How a message is sent. */
export interface SendOptions extends RequestOptions {
  /** 1 to 255 visible ASCII characters; the same key never runs a second turn (a fresh one). */
  readonly idempotencyKey?: string | undefined;
}

/** How a message is sent whose events are streamed; `timeoutMs` is until the stream opens. */
export interface StreamOptions extends SendOptions {
  /** Milliseconds without any sign of life after which the stream counts as dead (60,000). */
  readonly idleTimeoutMs?: number | undefined;
}
