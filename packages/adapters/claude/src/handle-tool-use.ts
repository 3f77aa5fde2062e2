import { type Approve, callApproved, toFailure, type ToolOutcome } from "@codespar/adapter";
import type { SessionLike, ToolResult } from "@codespar/protocol";

import type { ClaudeOptions } from "./claude-options.ts";
import type {
  AssistantMessage,
  ToolResultBlock,
  ToolResultMessage,
  ToolUseBlock,
} from "./messages-api.ts";
import { toToolResultBlock } from "./to-tool-result-block.ts";
import { toolkitOf } from "./toolkit-of.ts";

/** How the calls of a message are made; `naming` must be the same as for `getTools`. */
export interface HandleOptions extends Pick<
  ClaudeOptions,
  "approval" | "maxResultChars" | "naming" | "timeoutMs"
> {
  /** Stops the calls. */
  readonly signal?: AbortSignal | undefined;
  /** Asked before a call that needs approval (see `approval`); without it such a call is not made. */
  readonly approve?: Approve | undefined;
}

/** Runs one call of the model's. A call that fails is a result whose `error` is safe to show it. */
export async function handleToolUse(
  session: SessionLike,
  block: ToolUseBlock,
  options: HandleOptions = {},
): Promise<ToolResult> {
  return toResult(block, await run(session, block, options));
}

/**
 * Runs every call of an assistant message and answers them in one user message, in their order.
 *
 * @returns `undefined` when the message makes no call of this session's tools.
 */
export async function handleMessage(
  session: SessionLike,
  message: AssistantMessage,
  options: HandleOptions = {},
): Promise<ToolResultMessage | undefined> {
  const calls = message.content.filter(isToolUse);
  if (calls.length === 0) return undefined;
  const answer = async (block: ToolUseBlock): Promise<ToolResultBlock> =>
    toToolResultBlock(block.id ?? "", await handleToolUse(session, block, options), options);
  return { role: "user", content: await Promise.all(calls.map(answer)) };
}

/** Calls of a provider's own toolsets have the same type, and are answered by the provider. */
function isToolUse(block: { readonly type: string }): block is ToolUseBlock & { type: "tool_use" } {
  const toolset: unknown = Reflect.get(block, "toolset_name");
  return block.type === "tool_use" && (toolset === undefined || toolset === null);
}

async function run(
  session: SessionLike,
  { id, name, input }: ToolUseBlock,
  options: HandleOptions,
): Promise<ToolOutcome> {
  const bound = (await toolkitOf(session, options)).find(name);
  if (bound !== undefined) {
    const { signal, approve, approval, timeoutMs } = options;
    return callApproved(bound, input, { toolCallId: id, signal, approve, approval, timeoutMs });
  }
  const tool = { name, description: "", input_schema: {}, server: "" };
  return toFailure({ tool, code: "unknown_tool", said: "" });
}

function toResult({ name }: ToolUseBlock, outcome: ToolOutcome): ToolResult {
  if (outcome.ok) return outcome.result;
  const { code, message, data, result } = outcome;
  const local = code === "aborted" || code === "connection_failed" || code === "timeout";
  return {
    server: "",
    tool: name,
    duration: 0,
    tool_call_id: "",
    called_at: new Date().toISOString(),
    ...result,
    success: false,
    data,
    error: message,
    error_code: local ? "outcome_unknown" : code,
  };
}
