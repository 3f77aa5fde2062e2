import { AIMessage, type BaseMessage } from "@langchain/core/messages";

import { asWritten } from "./malformed-arguments.ts";

/** How providers say that a message ends at a token limit. */
const limits: ReadonlySet<unknown> = new Set([
  "incomplete",
  "length",
  "max_tokens",
  "MAX_TOKENS",
  "model_context_window_exceeded",
]);

/**
 * Whether a call of the last message may be incomplete. LangChain completes the JSON of a call that
 * a token limit cut off; malformed ones, which the middleware keeps, are put after it.
 */
export function isCutOff(messages: readonly BaseMessage[], toolCallId: string): boolean {
  const message = messages.findLast((one) => AIMessage.isInstance(one));
  if (message === undefined) return false;
  const { tool_calls: calls = [], response_metadata, additional_kwargs } = message;
  const said: Readonly<Record<string, unknown>> = { ...additional_kwargs, ...response_metadata };
  const { finish_reason, finishReason, stop_reason, status } = said;
  if (![finish_reason, finishReason, stop_reason, status].some((end) => limits.has(end))) {
    return false;
  }
  return calls.findLast(({ args }) => asWritten(args) === args)?.id === toolCallId;
}
