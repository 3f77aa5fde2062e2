import type { ErrorBody } from "@codespar/protocol";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";

import type { Logger } from "../logger.ts";
import { RuntimeError } from "../runtime-error.ts";
import { StoreUnavailableError } from "../store/store-unavailable-error.ts";
import type { AppEnv } from "./app-env.ts";

/** Any error as a response; only what a {@link RuntimeError} says leaves the process. */
export function errorResponse(context: Context<AppEnv>, cause: unknown, logger: Logger): Response {
  const error = toRuntimeError(cause);
  const requestId = context.get("requestId");
  const facts = { request_id: requestId, code: error.code, path: context.req.path };
  if (error.code === "internal")
    logger.error("A request failed.", { ...facts, error: nameOf(cause) });
  if (error.code === "unauthorized") logger.info("A request was not authenticated.", facts);
  const body: ErrorBody = {
    error: error.code,
    code: error.code,
    message: error.message,
    status: error.status,
    request_id: requestId,
    ...(error.details === undefined ? {} : { details: error.details }),
  };
  if (error.code === "call_in_progress") context.header("Retry-After", "1");
  context.status(error.status);
  return context.json(body);
}

function toRuntimeError(cause: unknown): RuntimeError {
  if (cause instanceof RuntimeError) return cause;
  if (cause instanceof HTTPException && cause.status === 415) {
    return new RuntimeError("invalid_request", "Send JSON, with Content-Type: application/json.");
  }
  if (cause instanceof HTTPException && cause.status < 500) {
    return new RuntimeError("invalid_request", cause.message);
  }
  if (cause instanceof StoreUnavailableError) {
    return new RuntimeError("internal", cause.message, { cause, status: 503 });
  }
  return new RuntimeError("internal", undefined, { cause });
}

function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown";
  const isAway = cause instanceof StoreUnavailableError && cause.cause instanceof Error;
  const why = isAway ? ` ${String(cause.cause)}` : "";
  return `${cause.name}: ${cause.message}${why}`;
}
