import { type ApproveOption, type BoundTool, callApproved, toOutcomeText } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";

import { claimCallId, type ToolRunner } from "./claim-call-id.ts";
import { chat } from "./loops.ts";
import type { OpenAIOptions } from "./openai-options.ts";

/** How tools run inside `runTools`. */
export type RunnableOptions = OpenAIOptions & ApproveOption;

/** Arguments as the model wrote them. */
export interface WrittenArguments {
  readonly text: string;
}

/** A tool that `client.chat.completions.runTools` runs by itself. */
export interface RunnableTool {
  type: "function";
  function: {
    name: string;
    description: string;
    parameters: Record<string, unknown>;
    strict: boolean;
    parse(text: string): WrittenArguments;
    function(written: WrittenArguments, runner: ToolRunner): Promise<string>;
  };
}

/** Gets a session's tools for `client.chat.completions.runTools({ tools })`; none ever throws. */
export async function getRunnableTools(
  session: SessionLike,
  options: RunnableOptions = {},
): Promise<RunnableTool[]> {
  const { tools } = await chat.list(session, options);
  return tools.map((bound) => toRunnable(bound, options));
}

function toRunnable(bound: BoundTool, options: RunnableOptions): RunnableTool {
  const { name, description, inputSchema, strict } = bound;
  return {
    type: "function",
    function: {
      name,
      description,
      parameters: { ...inputSchema },
      strict,
      // Arguments that are not JSON are answered too; what is thrown here would end the run.
      parse: (text) => ({ text }),
      async function({ text }, runner) {
        const outcome = await callApproved(bound, text, {
          approve: options.approve,
          toolCallId: claimCallId(runner, name, text),
          signal: runner.controller?.signal,
        });
        return toOutcomeText(outcome, options.maxResultChars);
      },
    },
  };
}
