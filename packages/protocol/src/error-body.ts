import type { ErrorCode } from "./error-code.ts";

/** The JSON body of every refused request. */
export interface ErrorBody {
  /** The same value as `code`, for clients that read a string here. */
  readonly error: ErrorCode;
  /** Stable reason, for programs. */
  readonly code: ErrorCode;
  /** What went wrong, for a developer; never parse it. */
  readonly message: string;
  /** The HTTP status, repeated. */
  readonly status: number;
  /** Quote it when asking for help; equals the `X-Request-Id` header. */
  readonly request_id: string;
  /** Facts a program may use, such as the offending field. */
  readonly details?: Readonly<Record<string, unknown>>;
}
