import { type ErrorCode, errorCodes } from "@codespar/protocol";

import {
  AuthenticationError,
  BadRequestError,
  CodeSparError,
  type CodeSparErrorCode,
  ConflictError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionError,
  RateLimitError,
  ServerError,
  UnprocessableError,
} from "./errors.ts";

const classes: Readonly<Record<number, typeof CodeSparError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  413: PayloadTooLargeError,
  422: UnprocessableError,
  429: RateLimitError,
};

const fallbackCodes: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "insufficient_scope",
  404: "not_found",
  413: "payload_too_large",
  429: "rate_limited",
};

/** The error of a refused request, from its status and whatever its body says. */
export function toApiError(response: Response, body: unknown): CodeSparError {
  const { status } = response;
  if (isRedirect(response)) return redirected(response);
  const facts: Readonly<Record<string, unknown>> = isRecord(body) ? body : {};
  const { code, message, request_id: requestId, details } = facts;
  const ErrorClass = classes[status] ?? (status >= 500 ? ServerError : CodeSparError);
  return new ErrorClass(
    isErrorCode(code) ? code : fallbackCode(status),
    typeof message === "string" ? message : `The API answered HTTP ${status}.`,
    {
      status,
      requestId:
        typeof requestId === "string"
          ? requestId
          : (response.headers.get("x-request-id") ?? undefined),
      details: isRecord(details) ? details : undefined,
    },
  );
}

/** Outside of Node a redirect has no status. */
function isRedirect({ status, type }: Response): boolean {
  return type === "opaqueredirect" || (status >= 300 && status < 400);
}

function redirected({ status, headers }: Response): CodeSparError {
  const place = headers.get("location") ?? "another address";
  const message = `The API redirects to ${place}: set baseUrl to where it is.`;
  return new CodeSparError("invalid_response", message, { status });
}

function fallbackCode(status: number): CodeSparErrorCode {
  return fallbackCodes[status] ?? (status >= 500 ? "internal" : "invalid_request");
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCodes, value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
