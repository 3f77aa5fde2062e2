import type { ModelMessage } from "ai";

/**
 * What tells a call of one conversation from a call of another, where a model numbers its calls
 * from the start again: how long the conversation is, and what its user has said. Both are the same
 * when the messages are sent again.
 */
export function conversationOf(messages: readonly ModelMessage[]): string {
  const said = messages.filter(({ role }) => role === "user").flatMap(textsOf);
  return JSON.stringify([messages.length, ...said]);
}

function textsOf({ content }: ModelMessage): readonly string[] {
  if (typeof content === "string") return [content];
  return content.flatMap((part) => (part.type === "text" ? part.text : []));
}
