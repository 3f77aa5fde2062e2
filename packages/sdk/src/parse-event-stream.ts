/** One event of an event stream. Source: WHATWG HTML, "Server-sent events". */
export interface ServerSentEvent {
  /** `"message"` when the stream does not say. */
  readonly event: string;
  readonly data: string;
}

/**
 * Splits an event stream into events, wherever its chunks are cut and however its lines end.
 *
 * Comments count as signs of life and nothing more: each yields `undefined`.
 */
export async function* parseEventStream(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<ServerSentEvent | undefined> {
  let event = "";
  let data: string[] = [];
  for await (const line of readLines(reader)) {
    if (line.startsWith(":")) yield undefined;
    else if (line !== "") [event, data] = readField(line, event, data);
    else if (data.length > 0) {
      yield { event: event === "" ? "message" : event, data: data.join("\n") };
      [event, data] = ["", []];
    }
  }
}

async function* readLines(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    const text = decoder.decode(value, { stream: !done });
    begun.push(text);
    // A long line comes in many pieces, which are put together once.
    if (!done && !/[\r\n]/.test(text) && begun.at(-2)?.endsWith("\r") !== true) continue;
    // A carriage return at the end may be half of what ends the line.
    const lines = begun.join("").split(/\r\n|\n|\r(?!$)/);
    begun = [lines.pop() ?? ""];
    yield* lines;
    if (done) return;
  }
}

function readField(
  line: string,
  event: string,
  data: readonly string[],
): [event: string, data: string[]] {
  const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  if (name === "event") return [value, [...data]];
  return [event, name === "data" ? [...data, value] : [...data]];
}
