/** A stable, machine-readable reason for a refusal or a failed call. */
export type ErrorCode =
  | "unauthorized"
  | "insufficient_scope"
  | "not_found"
  | "session_closed"
  | "invalid_request"
  | "invalid_input"
  | "unknown_tool"
  | "needs_connection"
  | "already_connected"
  | "not_connected"
  | "redirect_url_required"
  | "provider_error"
  | "provider_rate_limited"
  | "provider_timeout"
  | "provider_unavailable"
  | "outcome_unknown"
  | "idempotency_conflict"
  | "call_in_progress"
  | "policy_denied"
  | "approval_required"
  | "rate_limited"
  | "payload_too_large"
  | "result_too_large"
  | "invalid_provider_response"
  | "internal";

/** An HTTP status that a refusal or a result can have. */
export type ErrorStatus =
  | 200
  | 400
  | 401
  | 403
  | 404
  | 409
  | 413
  | 422
  | 429
  | 500
  | 502
  | 503
  | 504;

/** What an {@link ErrorCode} means and how it travels. */
export interface ErrorCodeEntry {
  /** HTTP status of a refusal with this code; 200 where the code arrives inside a ToolResult. */
  readonly status: ErrorStatus;
  /** One sentence for a developer. */
  readonly meaning: string;
}

/** Every error code with its HTTP status and its meaning. The list is closed. */
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeEntry>> = {
  unauthorized: { status: 401, meaning: "The API key is missing, unknown, expired or revoked." },
  insufficient_scope: { status: 403, meaning: "The API key lacks the scope this route needs." },
  not_found: { status: 404, meaning: "No such thing exists in this project." },
  session_closed: { status: 404, meaning: "The session was closed or expired; open a new one." },
  invalid_request: { status: 400, meaning: "The request itself is malformed." },
  invalid_input: {
    status: 200,
    meaning: "The tool's arguments break its schema; nothing was dispatched.",
  },
  unknown_tool: { status: 200, meaning: "The session has no tool of this name." },
  needs_connection: {
    status: 200,
    meaning: "The user must connect a server first; data.redirect_url says where, if known.",
  },
  already_connected: { status: 409, meaning: "The server is connected already." },
  not_connected: { status: 409, meaning: "The server is not connected." },
  redirect_url_required: {
    status: 422,
    meaning: "The OAuth flow needs a redirect URL and none is configured.",
  },
  provider_error: { status: 200, meaning: "The provider refused or failed the call." },
  provider_rate_limited: {
    status: 200,
    meaning: "The provider is rate limiting; data.retry_after is in seconds, if known.",
  },
  provider_timeout: { status: 200, meaning: "A call that changes nothing timed out." },
  provider_unavailable: {
    status: 200,
    meaning: "The server cannot be reached now; nothing was dispatched.",
  },
  outcome_unknown: {
    status: 200,
    meaning: "The call was dispatched and its outcome is not known; check the status, never retry.",
  },
  idempotency_conflict: {
    status: 422,
    meaning: "The idempotency key was used with other arguments, or has expired.",
  },
  call_in_progress: {
    status: 409,
    meaning: "A call with the same idempotency key is still running.",
  },
  policy_denied: { status: 200, meaning: "The project's policy forbids this call." },
  approval_required: {
    status: 200,
    meaning: "A person must approve this call first; data.approval_id names the request.",
  },
  rate_limited: { status: 429, meaning: "Too many requests; wait for Retry-After seconds." },
  payload_too_large: { status: 413, meaning: "The request body is larger than allowed." },
  result_too_large: { status: 200, meaning: "The provider's answer was larger than allowed." },
  invalid_provider_response: {
    status: 200,
    meaning: "The provider answered with something that is not a valid result.",
  },
  internal: { status: 500, meaning: "The runtime failed; the request id helps to find out why." },
};
