import { type HandleOptions, toOutcomeText } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";

import type { ChatMessage, ChatToolMessage } from "./chat-api.ts";
import { chat } from "./loops.ts";

/**
 * Runs one call by name and arguments (or their JSON text).
 *
 * @returns Text that is ready to be the content of a tool message.
 */
// oxlint-disable-next-line max-params -- the documented signature
export async function handleToolCall(
  session: SessionLike,
  name: string,
  args: unknown,
  options: HandleOptions = {},
): Promise<string> {
  const outcome = await chat.call(session, { id: undefined, name, input: args }, options);
  return toOutcomeText(outcome, options.maxResultChars);
}

/** Runs every call of an assistant message; each gets its answer, in their order. */
export async function handleToolCalls(
  session: SessionLike,
  message: ChatMessage,
  options: HandleOptions = {},
): Promise<ChatToolMessage[]> {
  const calls = (message.tool_calls ?? []).map(({ id, type = "", function: called }) => {
    const { name, arguments: input } = called ?? { name: type, arguments: "" };
    return { id, name, input };
  });
  const answered = await chat.callAll(session, calls, options);
  return answered.map(({ id, outcome }) => ({
    role: "tool",
    tool_call_id: id,
    content: toOutcomeText(outcome, options.maxResultChars),
  }));
}
