import type { ScriptedCall } from "../adapter-harness.ts";

/** A request body of the Messages API, as far as the tests look at it. */
export interface MessagesRequest {
  readonly tools?: ReadonlyArray<{
    readonly name: string;
    readonly description?: string;
    readonly input_schema: unknown;
  }>;
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: unknown }>;
}

/** The wire of the Messages API: makes the calls of each turn, and keeps what it was sent. */
export function createMessagesWire(turns: ReadonlyArray<readonly ScriptedCall[]>): {
  readonly fetch: typeof globalThis.fetch;
  readonly requests: MessagesRequest[];
} {
  const requests: MessagesRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const body = (await new Request(input, init).json()) as MessagesRequest;
    const calls = turns[requests.length] ?? [];
    requests.push(body);
    const content =
      calls.length > 0
        ? calls.map(({ id, name, input: args }) => ({
            type: "tool_use",
            id,
            name,
            input: typeof args === "string" ? decode(args) : args,
          }))
        : [{ type: "text", text: "Done." }];
    return Response.json({
      id: `msg_${requests.length}`,
      type: "message",
      role: "assistant",
      model: "scripted",
      content,
      stop_reason: calls.length > 0 ? "tool_use" : "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 0, output_tokens: 0 },
    });
  };
  return { fetch, requests };
}

/** The API parses what the model writes; what is not JSON stays text. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
