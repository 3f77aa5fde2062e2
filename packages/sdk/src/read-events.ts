import { CodeSparError, ConnectionError, TimeoutError } from "./errors.ts";
import { parseEventStream } from "./parse-event-stream.ts";
import { timerMs } from "./timer-ms.ts";

/** The kinds of events that a stream has; others are left out. */
export interface EventKinds {
  readonly types: ReadonlySet<string>;
  /** Those after which nothing comes. */
  readonly last: ReadonlySet<string>;
}

/** How a stream of events is read. */
export interface ReadEventsOptions extends EventKinds {
  /** Milliseconds without any sign of life after which the stream counts as dead. */
  readonly idleTimeoutMs: number;
}

/**
 * Reads a stream of events, each of which says its `type`.
 *
 * @throws CodeSparError `timeout` for a dead stream, `connection_failed` for one that breaks off.
 */
export async function* readEvents<Event extends { readonly type: string }>(
  body: ReadableStream<Uint8Array>,
  { types, last, idleTimeoutMs }: ReadEventsOptions,
): AsyncGenerator<Event> {
  const isEvent = (value: unknown): value is Event =>
    typeof value === "object" && value !== null && types.has(String(Reflect.get(value, "type")));
  const reader = body.getReader();
  const frames = parseEventStream(reader);
  try {
    for (;;) {
      const { done, value } = await nextWithin(frames, idleTimeoutMs);
      if (done === true) break;
      const event = value === undefined ? undefined : parse(value.data);
      if (!isEvent(event)) continue;
      yield event;
      if (last.has(event.type)) return;
    }
  } finally {
    // Who stops listening stops the sender too, also one that is stuck.
    void reader.cancel().catch(() => undefined);
  }
  throw new ConnectionError("connection_failed", "The stream ended before its last event.");
}

async function nextWithin<Item>(
  items: AsyncGenerator<Item>,
  ms: number,
): Promise<IteratorResult<Item, unknown>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutError("timeout", `The stream was silent for ${ms} ms.`));
    }, timerMs(ms));
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

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new CodeSparError("invalid_response", "The stream holds something that is not JSON.", {
      cause,
    });
  }
}
