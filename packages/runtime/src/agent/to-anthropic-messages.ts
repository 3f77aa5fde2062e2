import type { MessageParam } from "@anthropic-ai/sdk/resources/messages";

import type { AgentMessage } from "./agent-backend.ts";

/** A conversation in the form of the Messages API. */
export function toAnthropicMessages(messages: readonly AgentMessage[]): MessageParam[] {
  return messages.map(toMessage);
}

function toMessage(message: AgentMessage): MessageParam {
  if (message.role === "user") return { role: "user", content: message.text };
  if (message.role === "tool") {
    return {
      role: "user",
      content: message.results.map(({ id, text, isError }) => ({
        type: "tool_result",
        tool_use_id: id,
        content: text,
        is_error: isError,
      })),
    };
  }
  const { text, toolUses } = message;
  return {
    role: "assistant",
    content: [
      // A text of nothing is refused; a message must have something.
      ...(text === "" && toolUses.length > 0
        ? []
        : [{ type: "text" as const, text: text === "" ? "…" : text }]),
      ...toolUses.map((use) => ({ type: "tool_use" as const, ...use })),
    ],
  };
}
