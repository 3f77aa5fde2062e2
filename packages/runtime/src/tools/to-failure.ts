import type { ErrorCode } from "@codespar/protocol";
import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from "@modelcontextprotocol/client";

import { ServerBusyError } from "../mcp/bounded-fetch.ts";
import type { Guarded } from "../mcp/server-guards.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { Dispatch, Outcome } from "./dispatch.ts";

/** What a failure is told by: whose it is, and what may be done about it. */
export type FailedCall = Pick<Dispatch, "server" | "readOnly" | "repeatable">;

/** Whether a server answered that it does not do the call, or nobody asked it. */
export function isRefusal(cause: unknown): boolean {
  return (
    cause instanceof ProtocolError ||
    cause instanceof ServerBusyError ||
    cause instanceof RuntimeError
  );
}

/** Whether a failure says that the server is in trouble, and not that it refuses the call. */
export function isOutage(cause: unknown): boolean {
  if (isRefusal(cause)) return false;
  const status = cause instanceof SdkHttpError ? cause.data.status : undefined;
  return status === undefined || status < 400 || status >= 500;
}

/** A call that was not sent, so that a server in trouble is spared. */
export function toSpared(
  { server }: Dispatch,
  spare: Extract<Guarded<never>, { kind: "spared" }>,
): Outcome {
  if (spare.why === "failing") {
    const message = `${server} keeps failing and is left alone; nothing was sent.`;
    return failure("provider_unavailable", message);
  }
  if (spare.why === "busy") {
    const message = `${server} has too many calls at once; nothing was sent.`;
    return failure("provider_rate_limited", message);
  }
  return {
    ok: false,
    code: "provider_rate_limited",
    message: `${server} was asked as often as it may be; nothing was sent.`,
    data: { retry_after: Math.max(1, Math.ceil((spare.retryAfterMs ?? 0) / 1_000)) },
  };
}

/** What a call that a server did not answer, or refused, comes to. */
export function toFailure(cause: unknown, call: FailedCall): Outcome {
  // The account was not to be had, and so nothing was sent.
  if (cause instanceof RuntimeError) return failure(cause.code, cause.message);
  if (cause instanceof ProtocolError) {
    return failure("provider_error", `${call.server} refused the call: ${cause.message}`);
  }
  if (cause instanceof ServerBusyError) {
    const { retryAfterSeconds } = cause;
    return {
      ok: false,
      code: "provider_rate_limited",
      message: `${call.server} is rate limiting; nothing was done.`,
      data: retryAfterSeconds === undefined ? {} : { retry_after: retryAfterSeconds },
    };
  }
  if (cause instanceof SdkHttpError) {
    const status = cause.data.status;
    if (status === 401 || status === 403) {
      return failure("needs_connection", `${call.server} does not accept its credentials.`);
    }
    if (status !== undefined && status >= 400 && status < 500) {
      return failure("provider_error", `${call.server} refused the call with HTTP ${status}.`);
    }
  }
  if (isRefusedConnection(cause)) {
    return failure("provider_unavailable", `${call.server} cannot be reached; nothing was sent.`);
  }
  return toUnanswered(call, "was cut off");
}

/** A call that was sent, and of which nothing was heard. */
export function toUnanswered({ server, readOnly, repeatable }: FailedCall, what: string): Outcome {
  if (readOnly) {
    return failure("provider_timeout", `The call to ${server} ${what}; it is safe to repeat.`);
  }
  const then = repeatable
    ? "Under the same idempotency key, and no other, it may be made again."
    : "Check the status before anything else.";
  return failure(
    "outcome_unknown",
    `The call to ${server} ${what} after it was sent; it may have taken effect. ${then}`,
  );
}

function isRefusedConnection(cause: unknown): boolean {
  // The link was closed before the call was written to it.
  if (cause instanceof SdkError && cause.code === SdkErrorCode.NotConnected) return true;
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  const code = inner instanceof Error && "code" in inner ? inner.code : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND";
}

function failure(code: ErrorCode, message: string): Outcome {
  return { ok: false, code, message, data: {} };
}
