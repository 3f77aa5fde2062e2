import type { StreamEvent } from "@codespar/protocol";

import { CodeSparError, ConnectionError, TimeoutError } from "./errors.ts";
import { parseEventStream } from "./parse-event-stream.ts";

const types = new Set([
  "user_message",
  "assistant_text",
  "tool_use",
  "approval_required",
  "tool_result",
  "done",
  "error",
]);

/**
 * Reads the events of a turn.
 *
 * @param idleTimeoutMs Milliseconds without any sign of life after which the stream counts as dead.
 * @throws CodeSparError `timeout` for a dead stream, `connection_failed` for one that breaks off.
 */
export async function* readStreamEvents(
  body: ReadableStream<Uint8Array>,
  idleTimeoutMs: number,
): AsyncGenerator<StreamEvent> {
  const frames = parseEventStream(body);
  try {
    for (;;) {
      const { done, value } = await nextWithin(frames, idleTimeoutMs);
      if (done === true) break;
      const event = value === undefined ? undefined : toEvent(value.data);
      if (event === undefined) continue;
      yield event;
      if (event.type === "done" || event.type === "error") return;
    }
  } finally {
    // Not awaited: a stream that is stuck would keep its reader.
    void frames.return(undefined);
  }
  throw new ConnectionError("connection_failed", "The stream ended before the turn did.");
}

async function nextWithin<Item>(
  items: AsyncGenerator<Item>,
  ms: number,
): Promise<IteratorResult<Item, unknown>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutError("timeout", `The stream was silent for ${ms} ms.`));
    }, ms);
  });
  try {
    return await Promise.race([items.next(), silence]);
  } catch (cause) {
    if (CodeSparError.is(cause)) throw cause;
    throw new ConnectionError("connection_failed", "The stream broke off.", { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** An event of a kind this client knows; others are left out. */
function toEvent(data: string): StreamEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch (cause) {
    throw new CodeSparError("invalid_response", "The stream holds something that is not JSON.", {
      cause,
    });
  }
  return isStreamEvent(parsed) ? parsed : undefined;
}

function isStreamEvent(value: unknown): value is StreamEvent {
  return (
    typeof value === "object" && value !== null && types.has(String(Reflect.get(value, "type")))
  );
}
