import type { ErrorCode } from "./error-code.ts";

const freeing: ReadonlySet<ErrorCode> = new Set([
  "approval_required",
  "insufficient_scope",
  "invalid_input",
  "needs_connection",
  "policy_denied",
  "provider_rate_limited",
  "provider_timeout",
  "provider_unavailable",
  "unknown_tool",
]);

/**
 * Whether a failed call leaves its idempotency key free: nothing was done, or doing it again is
 * harmless. After anything else the same key answers with the stored result.
 */
export function freesKey(code: ErrorCode | null): boolean {
  return code !== null && freeing.has(code);
}
