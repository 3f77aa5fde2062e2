import { CodeSparError, ConnectionError, TimeoutError } from "./errors.ts";
import { isRetryable } from "./retry-delay.ts";

/** Whether what failed may do better later: the API was out of reach, or could not answer just then. */
export function mayPass(cause: unknown): boolean {
  if (cause instanceof ConnectionError || cause instanceof TimeoutError) return true;
  return (
    CodeSparError.is(cause) && cause.status !== undefined && isRetryable(cause.status, cause.code)
  );
}
