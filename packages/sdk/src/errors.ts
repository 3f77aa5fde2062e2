import type { ErrorCode } from "@codespar/protocol";

/** Why something failed: a code of the API, or one that only the client knows. */
export type CodeSparErrorCode =
  | ErrorCode
  | "aborted"
  | "connection_failed"
  | "invalid_response"
  | "timeout";

/** Facts about an error. */
export interface CodeSparErrorOptions extends ErrorOptions {
  /** HTTP status, when there was a response. */
  readonly status?: number | undefined;
  /** Id of the request, when there was a response. */
  readonly requestId?: string | undefined;
  /** Facts a program may use. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

const brand = Symbol.for("codespar.error");

/** The base of every error the SDK throws. Switch on `code`; never parse the message. */
export class CodeSparError extends Error {
  override readonly name: string = "CodeSparError";
  /** Stable reason, for programs. */
  readonly code: CodeSparErrorCode;
  /** HTTP status, when there was a response. */
  readonly status: number | undefined;
  /** Quote it when asking for help. */
  readonly requestId: string | undefined;
  /** Facts a program may use, such as the offending field. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: CodeSparErrorCode, message: string, options: CodeSparErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = options.status;
    this.requestId = options.requestId;
    this.details = options.details;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is an error of the SDK, even of another copy of it. */
  static is(value: unknown): value is CodeSparError {
    return value instanceof Error && brand in value;
  }
}

/** 400: the request is malformed (`invalid_request`). */
export class BadRequestError extends CodeSparError {
  override readonly name = "BadRequestError";
}

/** 401: the API key is missing, unknown, expired or revoked (`unauthorized`). */
export class AuthenticationError extends CodeSparError {
  override readonly name = "AuthenticationError";
}

/** 403: the API key lacks a scope (`insufficient_scope`). */
export class PermissionError extends CodeSparError {
  override readonly name = "PermissionError";
}

/** 404: no such thing in this project (`not_found`), or a closed session (`session_closed`). */
export class NotFoundError extends CodeSparError {
  override readonly name = "NotFoundError";
}

/** 409: a call with the same key is still running (`call_in_progress`), and the like. */
export class ConflictError extends CodeSparError {
  override readonly name = "ConflictError";
}

/** 413: the request body is larger than allowed (`payload_too_large`). */
export class PayloadTooLargeError extends CodeSparError {
  override readonly name = "PayloadTooLargeError";
}

/** 422: the idempotency key was used with other arguments (`idempotency_conflict`), and the like. */
export class UnprocessableError extends CodeSparError {
  override readonly name = "UnprocessableError";
}

/** 429: too many requests (`rate_limited`). */
export class RateLimitError extends CodeSparError {
  override readonly name = "RateLimitError";
}

/** 5xx: the runtime failed (`internal`). */
export class ServerError extends CodeSparError {
  override readonly name = "ServerError";
}

/** No response came (`connection_failed`). */
export class ConnectionError extends CodeSparError {
  override readonly name = "ConnectionError";
}

/** The time allowed was over (`timeout`); a call that was sent may still have taken effect. */
export class TimeoutError extends CodeSparError {
  override readonly name = "TimeoutError";
}

/** The caller's signal was aborted (`aborted`); a call that was sent may still have taken effect. */
export class AbortError extends CodeSparError {
  override readonly name = "AbortError";
}
