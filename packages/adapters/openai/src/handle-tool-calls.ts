import { cutsCallOff, type HandleOptions, toOutcomeText } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";

import type { ChatChoice, ChatMessage, ChatToolMessage } from "./chat-api.ts";
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

/**
 * Runs every call of an assistant message; each gets its answer, in their order, also one of a tool
 * that the session does not have, unless `unknown` is `"skip"`. Only a choice tells that its last
 * call was cut off.
 */
export async function handleToolCalls(
  session: SessionLike,
  turn: ChatMessage | ChatChoice,
  options: HandleOptions = {},
): Promise<ChatToolMessage[]> {
  const { message, finish_reason } = "message" in turn ? turn : { message: turn };
  const { tool_calls } = message;
  const cutOff = cutsCallOff(finish_reason) ? tool_calls?.at(-1) : undefined;
  const calls = (tool_calls ?? []).map((call) => {
    const { id, type = "", function: called = { name: type, arguments: "" } } = call;
    return { id, name: called.name, input: called.arguments, cutOff: call === cutOff };
  });
  const answered = await chat.callAll(session, calls, options);
  return answered.map(({ id, outcome }) => ({
    role: "tool",
    tool_call_id: id,
    content: toOutcomeText(outcome, options.maxResultChars),
  }));
}
