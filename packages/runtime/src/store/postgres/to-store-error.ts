import { StoreUnavailableError } from "../store-unavailable-error.ts";

/**
 * Connection exceptions, shutdowns, and too many connections. Source: PostgreSQL, Appendix A;
 * Node.js, common system errors.
 */
const lostCodes =
  /^(?:08\d{3}|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/;
/** What the driver says without a code. */
const lostMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered a connection error|was closed))/;

/** An error of the driver; a lost connection becomes a {@link StoreUnavailableError}. */
export function toStoreError(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const code = "code" in cause ? String(cause.code) : "";
  const isLost = lostCodes.test(code) || lostMessages.test(cause.message);
  return isLost ? new StoreUnavailableError(cause) : cause;
}
