import { createBoundedFetch } from "../mcp/bounded-fetch.ts";

const answerMs = 15_000;
const maxAnswerBytes = 1_048_576;

/**
 * Limits how long authorization servers may take to answer, and how much they may say; the OAuth
 * client does neither, and reads refusals of no other `Response` than the global one.
 */
export function createOAuthFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const timed: typeof fetch = (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(answerMs) });
  return createBoundedFetch(timed, maxAnswerBytes);
}
