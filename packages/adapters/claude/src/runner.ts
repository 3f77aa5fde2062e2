import { ToolError } from "@anthropic-ai/sdk/lib/tools/ToolError";
import { type ApproveOption, type BoundTool, callApproved, toToolResult } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";

import type { ClaudeOptions } from "./claude-options.ts";
import { toDefinition } from "./get-tools.ts";
import { messages } from "./loops.ts";
import type { ClaudeTool, ResultContent } from "./messages-api.ts";
import { toToolResultBlock } from "./to-tool-result-block.ts";

export type { ClaudeOptions } from "./claude-options.ts";
export type { ClaudeTool, ResultContent } from "./messages-api.ts";

/** How tools run inside the client's tool runner. */
export type RunnableOptions = ClaudeOptions & ApproveOption;

/** What the runner tells of a call; older clients know only the second name. */
export interface RunContext {
  readonly toolUse?: { readonly id: string } | undefined;
  readonly toolUseBlock?: { readonly id: string } | undefined;
  readonly signal?: AbortSignal | null | undefined;
}

/** A tool that `client.beta.messages.toolRunner` runs by itself. */
export interface RunnableTool extends ClaudeTool {
  parse(input: unknown): unknown;
  run(input: unknown, context?: RunContext): Promise<ResultContent[]>;
}

/** Gets a session's tools for `client.beta.messages.toolRunner({ tools })`. */
export async function getRunnableTools(
  session: SessionLike,
  options: RunnableOptions = {},
): Promise<RunnableTool[]> {
  const { tools } = await messages.list(session, options);
  return tools.map((bound) => toRunnable(bound, options));
}

function toRunnable(bound: BoundTool, options: RunnableOptions): RunnableTool {
  return {
    ...toDefinition(bound),
    parse: (input) => input,
    async run(input, context) {
      const toolCallId = (context?.toolUse ?? context?.toolUseBlock)?.id;
      const outcome = await callApproved(bound, input, {
        toolCallId,
        approve: options.approve,
        signal: context?.signal ?? undefined,
      });
      const result = toToolResult(bound.tool.name, outcome);
      const { content } = toToolResultBlock(toolCallId ?? "", result, options);
      // The one way to give the runner a failure without a prefix of its own.
      if (!outcome.ok) throw new ToolError(content);
      return content;
    },
  };
}
