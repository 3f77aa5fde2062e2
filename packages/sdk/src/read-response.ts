import type { Session, ToolResult } from "@codespar/protocol";

import { CodeSparError } from "./errors.ts";

/** The `data` of a list response; the contract is what its items are. */
export function readArray<Item>(body: unknown): readonly Item[] {
  const data = read(body, "data");
  if (Array.isArray(data)) return data;
  throw invalid("a list");
}

/** A tool result. */
export function readResult(body: unknown): ToolResult {
  if (typeof read(body, "success") !== "boolean") throw invalid("a tool result");
  return body as ToolResult;
}

/** A session. */
export function readSession(body: unknown): Session {
  if (typeof read(body, "id") !== "string") throw invalid("a session");
  return body as Session;
}

function read(body: unknown, member: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, member) : undefined;
}

function invalid(expected: string): CodeSparError {
  return new CodeSparError("invalid_response", `The API did not answer with ${expected}.`);
}
