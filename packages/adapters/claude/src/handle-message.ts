import { cutsCallOff, type HandleOptions, type MessageCall, toToolResult } from "@codespar/adapter";
import type { SessionLike, ToolResult } from "@codespar/protocol";

import { messages } from "./loops.ts";
import type { AssistantMessage, ToolResultMessage, ToolUseBlock } from "./messages-api.ts";
import { toToolResultBlock } from "./to-tool-result-block.ts";

/** Runs one call of the model's. A call that fails is a result whose `error` is safe to show it. */
export async function handleToolUse(
  session: SessionLike,
  block: ToolUseBlock,
  options: HandleOptions = {},
): Promise<ToolResult> {
  return toToolResult(block.name, await messages.call(session, toCall(block), options));
}

/**
 * Runs every call of an assistant message and answers them in one user message, in their order.
 * Calls of tools that the session does not have are answered too, unless `unknown` is `"skip"`.
 *
 * @returns `undefined` when there is no call to answer.
 */
export async function handleMessage(
  session: SessionLike,
  message: AssistantMessage,
  options: HandleOptions = {},
): Promise<ToolResultMessage | undefined> {
  const uses = message.content.filter(isToolUse);
  // What is cut off is closed, so that it is an object, but not the one that was meant.
  const cutOff = cutsCallOff(message.stop_reason) ? uses.at(-1) : undefined;
  const calls = uses.map((block) => ({ ...toCall(block), cutOff: block === cutOff }));
  const answered = await messages.callAll(session, calls, options);
  if (answered.length === 0) return undefined;
  const content = answered.map(({ id = "", name, outcome }) =>
    toToolResultBlock(id, toToolResult(name, outcome), options),
  );
  return { role: "user", content };
}

function toCall({ id, name, input }: ToolUseBlock): MessageCall {
  return { id, name, input };
}

/** Calls of a provider's own toolsets have the same type, and are answered by the provider. */
function isToolUse(block: { readonly type: string }): block is ToolUseBlock & { type: "tool_use" } {
  const toolset: unknown = Reflect.get(block, "toolset_name");
  return block.type === "tool_use" && (toolset === undefined || toolset === null);
}
