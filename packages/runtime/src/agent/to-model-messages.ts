import type { ModelMessage } from "ai";

import type { AgentMessage } from "./agent-backend.ts";

/** A conversation in the form of the AI SDK. */
export function toModelMessages(messages: readonly AgentMessage[]): ModelMessage[] {
  const names = new Map<string, string>();
  return messages.map((message): ModelMessage => {
    if (message.role === "user") return { role: "user", content: message.text };
    if (message.role === "assistant") {
      for (const { id, name } of message.toolUses) names.set(id, name);
      return toAssistantMessage(message);
    }
    return {
      role: "tool",
      content: message.results.map(({ id, text, isError }) => ({
        type: "tool-result",
        toolCallId: id,
        toolName: names.get(id) ?? "",
        output: { type: isError ? "error-text" : "text", value: text },
      })),
    };
  });
}

function toAssistantMessage({
  text,
  toolUses,
}: Extract<AgentMessage, { role: "assistant" }>): ModelMessage {
  if (toolUses.length === 0) return { role: "assistant", content: text === "" ? "…" : text };
  const calls = toolUses.map(({ id, name, input }) => ({
    type: "tool-call" as const,
    toolCallId: id,
    toolName: name,
    input,
  }));
  const said = text === "" ? [] : [{ type: "text" as const, text }];
  return { role: "assistant", content: [...said, ...calls] };
}
