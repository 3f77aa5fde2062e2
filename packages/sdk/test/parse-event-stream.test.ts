import { array, assert, asyncProperty, constantFrom, nat } from "fast-check";
import { describe, expect, it } from "vitest";

import { parseEventStream } from "../src/parse-event-stream.ts";

async function parse(text: string, cuts: readonly number[] = []): Promise<readonly unknown[]> {
  const bytes = new TextEncoder().encode(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted(
    (left, right) => left - right,
  );
  let start = 0;
  const chunks = ends.map((end) => {
    const chunk = bytes.slice(start, end);
    start = end;
    return chunk;
  });
  const events: unknown[] = [];
  const reader = ReadableStream.from(chunks).getReader();
  for await (const event of parseEventStream(reader)) events.push(event);
  return events;
}

const text = 'event: a\ndata: {"x":"é"}\n\n: ping\n\ndata: one\ndata:two\nid: 7\n\nevent: lost\n\n';
const expected = [
  { event: "a", data: '{"x":"é"}' },
  undefined,
  { event: "message", data: "one\ntwo" },
];

describe("an event stream", () => {
  it.each([
    ["LF", text],
    ["CRLF", text.replaceAll("\n", "\r\n")],
    ["CR", text.replaceAll("\n", "\r")],
  ])("with lines that end in %s is read", async (_name, written) => {
    expect(await parse(written)).toEqual(expected);
  });

  it("is read the same wherever it is cut", async () => {
    const written = constantFrom(text, text.replaceAll("\n", "\r\n"));
    await assert(
      asyncProperty(written, array(nat(200), { maxLength: 8 }), async (stream, cuts) => {
        expect(await parse(stream, cuts)).toEqual(expected);
      }),
    );
  });
});
