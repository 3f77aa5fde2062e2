import { CodeSparError } from "@codespar/sdk";

import { cleanText } from "./clean-text.ts";
import { CommandError } from "./command-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** What was asked for when it failed. */
interface Asked {
  /** The command. */
  readonly name: string | undefined;
  /** Whether a program reads the answer. */
  readonly json: boolean;
}

/** Says on standard error why a command failed and what to do, and answers the exit code. */
export function tellError(terminal: Terminal, cause: unknown, { name, json }: Asked): number {
  const { complain, colours, signal } = terminal;
  // A command that can say what it was stopped in does.
  if (signal.aborted && !(cause instanceof CommandError)) return exitCodes.interrupted;
  if (json) {
    complain(`${JSON.stringify(toBody(cause))}\n`);
    return exitCodeOf(cause);
  }
  complain(`${paint(colours.complain, "red", cleanText(messageOf(cause)))}\n`);
  if (cause instanceof UsageError) {
    complain(`See: ${["codespar", name, "--help"].filter(Boolean).join(" ")}\n`);
  }
  const remedy = CodeSparError.is(cause) ? remedyOf(cause) : undefined;
  if (remedy !== undefined) complain(`${remedy}\n`);
  if (CodeSparError.is(cause) && cause.requestId !== undefined && (cause.status ?? 0) >= 500) {
    complain(`Request id: ${cause.requestId}\n`);
  }
  return exitCodeOf(cause);
}

function exitCodeOf(cause: unknown): number {
  if (cause instanceof UsageError) return exitCodes.usage;
  return cause instanceof CommandError ? cause.exitCode : exitCodes.failed;
}

/** The error as the wire would have it. */
function toBody(cause: unknown): object {
  const message = messageOf(cause);
  if (cause instanceof UsageError) return { code: "usage", message };
  if (cause instanceof CommandError) return { code: cause.code, message };
  if (!CodeSparError.is(cause)) return { code: "failed", message };
  const { code, requestId, details } = cause;
  return { code, message, request_id: requestId, details };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function remedyOf({ code, status, details = {} }: CodeSparError): string | undefined {
  if (code === "unauthorized" && status === undefined) {
    return 'For a key to try things with, run "codespar dev".';
  }
  if (code === "unauthorized")
    return "Is CODESPAR_API_KEY the key of this runtime? (CODESPAR_BASE_URL)";
  if (code === "connection_failed") {
    return 'Is CODESPAR_BASE_URL right? "codespar dev" runs a runtime here, "codespar doctor" finds out more.';
  }
  if (code === "insufficient_scope") return '"codespar keys create" makes a key with other scopes.';
  if (code === "invalid_request" && details["field"] === "servers") {
    return '"codespar servers" and "codespar presets" list what there is.';
  }
  return undefined;
}
