import type { AIMessage, AIMessageChunk, ToolCall } from "@langchain/core/messages";

import { toArguments } from "./malformed-arguments.ts";

/**
 * Keeps the calls whose arguments are not JSON: LangChain sets them aside and nobody answers, or
 * completes what was cut off while it was streamed. The tool then tells the model what is wrong.
 */
export function keepMalformedCalls(
  message: AIMessage | AIMessageChunk,
  isOwn: (name: string) => boolean,
): void {
  const { tool_calls: calls = [], invalid_tool_calls: invalid = [] } = message;
  const kept = invalid.flatMap(({ id, name, args = "" }) =>
    id !== undefined && name !== undefined && isOwn(name)
      ? [{ type: "tool_call" as const, id, name, args: toArguments(args) }]
      : [],
  );
  const ids = new Set(kept.map(({ id }) => id));
  const chunks = "tool_call_chunks" in message ? (message.tool_call_chunks ?? []) : [];
  const written = calls.map((call) => (isOwn(call.name) ? asStreamed(call, chunks) : call));
  message.tool_calls = [...written, ...kept];
  message.invalid_tool_calls = invalid.filter(({ id = "" }) => !ids.has(id));
}

function asStreamed(call: ToolCall, chunks: Chunks): ToolCall {
  const start = chunks.find(({ id }) => id === call.id);
  const text = chunks
    .filter(({ id, index }) => id === call.id || (id === undefined && index === start?.index))
    .map(({ args = "" }) => args)
    .join("");
  return text.trim() === "" || isJson(text) ? call : { ...call, args: toArguments(text) };
}

type Chunks = NonNullable<AIMessageChunk["tool_call_chunks"]>;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
