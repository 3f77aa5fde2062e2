import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from "@modelcontextprotocol/client";

import { RuntimeError } from "../runtime-error.ts";
import { ServerBusyError } from "./bounded-fetch.ts";
import type { ChildExit } from "./child-exit.ts";
import { LinkError } from "./link-error.ts";

/** Why a server was not reached, in words that neither it nor an account's secrets have a part in. */
export interface LinkFailure {
  readonly kind:
    | LinkError["kind"]
    | "cannot_start"
    | "exited"
    | "connection"
    | "closed"
    | "timeout"
    | "http"
    | "protocol"
    | "account"
    | "other";
  /** Code of the system, the MCP client, JSON-RPC or this runtime. */
  readonly code?: string | number;
  /** HTTP status. */
  readonly status?: number;
  /** How its process ended. */
  readonly exit_code?: number;
  readonly signal?: string;
}

/**
 * What an error of the MCP client comes to, for the log.
 *
 * @param exit How the server's process ended, where it has.
 */
export function toLinkFailure(cause: unknown, exit: ChildExit | undefined): LinkFailure {
  const failure = toFailure(cause);
  return failure.kind === "closed" && exit !== undefined
    ? { kind: "exited", ...toExitFacts(exit) }
    : failure;
}

function toFailure(cause: unknown): LinkFailure {
  if (cause instanceof LinkError) return { kind: cause.kind };
  if (cause instanceof RuntimeError) return { kind: "account", code: cause.code };
  if (cause instanceof ServerBusyError) return { kind: "http", status: 429 };
  if (cause instanceof SdkHttpError) return { kind: "http", ...statusOf(cause) };
  if (cause instanceof ProtocolError) return { kind: "protocol", code: cause.code };
  if (cause instanceof SdkError) return fromSdkError(cause);
  return cause instanceof Error ? fromSystemError(cause) : { kind: "other" };
}

function toExitFacts({ code, signal }: ChildExit): Pick<LinkFailure, "exit_code" | "signal"> {
  return {
    ...(code === null ? {} : { exit_code: code }),
    ...(signal === null ? {} : { signal }),
  };
}

function statusOf({ data }: SdkHttpError): Pick<LinkFailure, "status"> {
  return data.status === undefined ? {} : { status: data.status };
}

function fromSdkError(error: SdkError): LinkFailure {
  const { code, cause } = error;
  if (code === SdkErrorCode.RequestTimeout) return { kind: "timeout" };
  if (code === SdkErrorCode.ConnectionClosed || code === SdkErrorCode.NotConnected) {
    return { kind: "closed" };
  }
  return cause === undefined ? { kind: "protocol", code } : toFailure(cause);
}

/** An error of Node's; its message may name an address or a command, so that it is left out. */
function fromSystemError(error: Error): LinkFailure {
  const { name, cause } = error;
  if (name === "ZodError" || name === "SyntaxError") return { kind: "protocol" };
  if (name === "AbortError" || name === "TimeoutError") return { kind: "timeout" };
  const code = codeOf(cause) ?? codeOf(error);
  const isSpawn = "syscall" in error && String(error.syscall).startsWith("spawn");
  const kind = isSpawn ? "cannot_start" : "connection";
  return code === undefined && !(error instanceof TypeError)
    ? { kind: "other" }
    : withCode(kind, code);
}

function withCode(kind: LinkFailure["kind"], code: string | undefined): LinkFailure {
  return code === undefined ? { kind } : { kind, code };
}

function codeOf(cause: unknown): string | undefined {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : undefined;
}
