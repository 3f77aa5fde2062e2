import type { AIMessage } from "@langchain/core/messages";

import { toArguments } from "./malformed-arguments.ts";

/**
 * Keeps the calls whose arguments are not JSON, which LangChain sets aside and nobody answers: the
 * tool then tells the model what is wrong with them.
 */
export function keepMalformedCalls(message: AIMessage, isOwn: (name: string) => boolean): void {
  const { invalid_tool_calls: invalid = [] } = message;
  const kept = invalid.flatMap(({ id, name, args = "" }) =>
    id !== undefined && name !== undefined && isOwn(name)
      ? [{ type: "tool_call" as const, id, name, args: toArguments(args) }]
      : [],
  );
  const ids = new Set(kept.map(({ id }) => id));
  message.tool_calls = [...(message.tool_calls ?? []), ...kept];
  message.invalid_tool_calls = invalid.filter(({ id = "" }) => !ids.has(id));
}
