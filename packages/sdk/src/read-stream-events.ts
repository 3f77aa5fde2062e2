import type { StreamEvent } from "@codespar/protocol";

import { readEvents } from "./read-events.ts";

const types = new Set([
  "user_message",
  "assistant_text",
  "tool_use",
  "approval_required",
  "tool_result",
  "done",
  "error",
]);
const last = new Set(["done", "error"]);

/**
 * Reads the events of a turn.
 *
 * @param idleTimeoutMs Milliseconds without any sign of life after which the stream counts as dead.
 * @throws CodeSparError `timeout` for a dead stream, `connection_failed` for one that breaks off.
 */
export function readStreamEvents(
  body: ReadableStream<Uint8Array>,
  idleTimeoutMs: number,
): AsyncGenerator<StreamEvent> {
  return readEvents(body, { types, last, idleTimeoutMs });
}
