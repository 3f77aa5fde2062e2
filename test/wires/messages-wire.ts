import type { ScriptedCall } from "./scripted-call.ts";

/** A request body of the Messages API, as far as the tests look at it. */
export interface MessagesRequest {
  readonly stream?: boolean;
  readonly tools?: ReadonlyArray<{
    readonly name: string;
    readonly description?: string;
    readonly input_schema: unknown;
  }>;
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: unknown }>;
}

/** The wire, and what it was sent. */
export interface MessagesWire {
  readonly fetch: typeof globalThis.fetch;
  readonly requests: MessagesRequest[];
}

/** The wire of the Messages API: makes the calls of each turn, and keeps what it was sent. */
export function createMessagesWire(
  turns: ReadonlyArray<readonly ScriptedCall[]>,
  answer = "Done.",
): MessagesWire {
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
        : [{ type: "text", text: answer }];
    const message = {
      id: `msg_${requests.length}`,
      type: "message",
      role: "assistant",
      model: "scripted",
      content,
      stop_reason: calls.length > 0 ? "tool_use" : "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 0, output_tokens: 0 },
    };
    if (body.stream !== true) return Response.json(message);
    const headers = { "content-type": "text/event-stream" };
    return new Response(toEvents(message, calls).join(""), { headers });
  };
  return { fetch, requests };
}

/** The same message as a stream, each block in one piece. */
function toEvents(
  { content, stop_reason, stop_sequence, usage, ...head }: Readonly<Record<string, unknown>>,
  calls: readonly ScriptedCall[],
): readonly string[] {
  const blocks = (content as readonly object[]).flatMap((block, index) => {
    const call = calls[index];
    const opened = call === undefined ? { type: "text", text: "" } : { ...block, input: {} };
    const delta =
      call === undefined
        ? { type: "text_delta", text: Reflect.get(block, "text") }
        : { type: "input_json_delta", partial_json: toText(call.input) };
    return [
      toEvent("content_block_start", { index, content_block: opened }),
      toEvent("content_block_delta", { index, delta }),
      toEvent("content_block_stop", { index }),
    ];
  });
  const message = { ...head, content: [], stop_reason: null, stop_sequence: null, usage };
  return [
    toEvent("message_start", { message }),
    ...blocks,
    toEvent("message_delta", { delta: { stop_reason, stop_sequence }, usage }),
    toEvent("message_stop", {}),
  ];
}

function toEvent(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function toText(input: unknown): string {
  return typeof input === "string" ? input : JSON.stringify(input);
}

/** The API parses what the model writes; what is not JSON stays text. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
