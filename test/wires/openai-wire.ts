import type { ScriptedCall } from "./scripted-call.ts";

/** A request body of either API. */
export type OpenAIRequest = Readonly<Record<string, unknown>>;

/** The wire of both APIs: makes the calls of each turn, and keeps what it was sent. */
export interface OpenAIWire {
  readonly fetch: typeof globalThis.fetch;
  readonly requests: OpenAIRequest[];
}

/** Creates a wire that speaks the API its requests are for. */
export function createOpenAIWire(
  turns: ReadonlyArray<readonly ScriptedCall[]>,
  answer = "Done.",
): OpenAIWire {
  const requests: OpenAIRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const calls = turns[requests.length] ?? [];
    requests.push((await request.json()) as OpenAIRequest);
    const id = `resp_${requests.length}`;
    const chat = request.url.includes("chat/completions");
    return Response.json(chat ? chatCompletion(id, calls, answer) : response(id, calls, answer));
  };
  return { fetch, requests };
}

function toArguments({ input }: ScriptedCall): string {
  return typeof input === "string" ? input : JSON.stringify(input);
}

function chatCompletion(id: string, calls: readonly ScriptedCall[], answer: string): object {
  const tool_calls = calls.map((call) => ({
    id: call.id,
    type: "function",
    function: { name: call.name, arguments: toArguments(call) },
  }));
  const called = calls.length > 0;
  const message = called
    ? { role: "assistant", content: null, refusal: null, tool_calls }
    : { role: "assistant", content: answer, refusal: null };
  const finish_reason = called ? "tool_calls" : "stop";
  const choices = [{ index: 0, finish_reason, logprobs: null, message }];
  return { id, object: "chat.completion", created: 0, model: "scripted", choices };
}

function response(id: string, calls: readonly ScriptedCall[], answer: string): object {
  const output = calls.map((call, index) => ({
    type: "function_call",
    id: `fc_${index}`,
    call_id: call.id,
    name: call.name,
    arguments: toArguments(call),
    status: "completed",
  }));
  const head = { id, object: "response", created_at: 0, model: "scripted", status: "completed" };
  return { ...head, output: calls.length > 0 ? output : [toMessage(answer)] };
}

function toMessage(text: string): object {
  const content = [{ type: "output_text", text, annotations: [] }];
  return { type: "message", id: "msg_1", role: "assistant", status: "completed", content };
}
