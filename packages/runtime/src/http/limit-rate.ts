import type { Context } from "hono";

import { RuntimeError } from "../runtime-error.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/**
 * Counts a request against the limits of its key and of its session, and tells what is left of the
 * narrower one in `RateLimit-…` headers.
 *
 * @throws RuntimeError `rate_limited`
 */
export async function limitRate(
  { limiters }: Pick<HttpParts, "limiters">,
  context: Context<AppEnv>,
): Promise<void> {
  const { keyId, projectId } = context.get("principal");
  const sessionId = context.req.param("session_id");
  const answers = await Promise.all([
    limiters.key?.(keyId),
    sessionId === undefined ? undefined : limiters.session?.(`${projectId}:${sessionId}`),
  ]);
  const [narrowest] = answers
    .filter((answer) => answer !== undefined)
    .toSorted((one, other) => one.remaining - other.remaining || other.resetMs - one.resetMs);
  if (narrowest === undefined) return;
  const { isAllowed, limit, remaining, resetMs } = narrowest;
  const seconds = Math.max(1, Math.ceil(resetMs / 1_000));
  context.header("RateLimit-Limit", String(limit));
  context.header("RateLimit-Remaining", String(remaining));
  context.header("RateLimit-Reset", String(seconds));
  if (isAllowed) return;
  context.header("Retry-After", String(seconds));
  throw new RuntimeError("rate_limited", undefined, { details: { retry_after: seconds } });
}
