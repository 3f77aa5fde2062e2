import { cutsCallOff } from "@codespar/adapter";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";

import { asWritten } from "./malformed-arguments.ts";

/** Where providers say why a message ends. */
const places = [
  "done_reason",
  "finish_reason",
  "finishReason",
  "status",
  "stop_reason",
  "stopReason",
];

/**
 * Whether a call of the last message may be incomplete. LangChain completes the JSON of a call that
 * a token limit cut off; malformed ones, which the middleware keeps, are put after it.
 */
export function isCutOff(messages: readonly BaseMessage[], toolCallId: string): boolean {
  const message = messages.findLast((one) => AIMessage.isInstance(one));
  if (message === undefined) return false;
  const { tool_calls: calls = [], response_metadata, additional_kwargs } = message;
  const said: Readonly<Record<string, unknown>> = { ...additional_kwargs, ...response_metadata };
  if (!places.some((place) => cutsCallOff(said[place]))) return false;
  return calls.findLast(({ args }) => asWritten(args) === args)?.id === toolCallId;
}
