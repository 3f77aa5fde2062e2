import { type BoundTool, type CallContext, ToolCallError } from "@codespar/adapter";
import { MastraNonRetryableError } from "@mastra/core/error";
import { createTool, type Tool, type ToolExecutionContext } from "@mastra/core/tools";

import type { MastraOptions } from "./mastra-options.ts";
import { toModelOutput } from "./to-model-output.ts";
import { toSchema } from "./to-schema.ts";
import { traceCall } from "./trace-call.ts";
import { createWrittenArguments } from "./written-arguments.ts";

/** A session's tool as Mastra takes it. */
export type MastraTool = Tool<Record<string, unknown>, Record<string, unknown>>;

/** Converts one session tool; all that is not Mastra's own lives in the bound tool. */
export function convertTool(
  bound: BoundTool,
  sessionId: string,
  options: MastraOptions,
): MastraTool {
  const { name, title, description, annotations, strict } = bound;
  const { take, onInputStart, onInputDelta } = createWrittenArguments();
  return createTool({
    id: name,
    title,
    description,
    inputSchema: toSchema(bound.inputSchema),
    outputSchema: toSchema(bound.outputSchema ?? { type: "object" }),
    // Unsaid, it lets Mastra rewrite an open schema for the provider: maps lose their keys.
    strict,
    mcp: { annotations: { ...annotations } },
    toModelOutput: (output) => toModelOutput(output, options),
    onInputStart,
    onInputDelta,
    execute: (read, context) =>
      run(bound, take(context?.agent?.toolCallId, read), { context, sessionId, options }),
    // As a function, and only where it can say yes: a static flag makes all calls wait in line,
    // and a function that says no overrules the agent.
    ...(bound.mayNeedApproval
      ? { requireApproval: (input: unknown) => bound.needsApproval(input) }
      : {}),
  });
}

interface Call {
  readonly context: ToolExecutionContext | undefined;
  readonly sessionId: string;
  readonly options: MastraOptions;
}

async function run(
  bound: BoundTool,
  input: unknown,
  { context, sessionId, options }: Call,
): Promise<Record<string, unknown>> {
  const call = toCallContext(context);
  const outcome = await bound.call(input, { ...call, ...traceCall(context, sessionId, call) });
  if (outcome.ok) return { ...outcome.data };
  const { code, data, message, executed } = outcome;
  const suspends = code === "needs_connection" && options.onNeedsConnection === "suspend";
  const caller = context?.agent ?? context?.workflow;
  if (suspends && caller !== undefined && caller.resumeData === undefined) {
    // Returning at once is what suspends the run.
    await caller.suspend({ reason: code, message, ...data });
    return {};
  }
  const cause = new ToolCallError(outcome);
  // A step's next attempt would be another call, and could do again what this one did.
  if (context?.workflow && executed !== "no") throw new MastraNonRetryableError(message, { cause });
  throw cause;
}

/** In a workflow there is no id of the call, so no key is derived: equal steps are each meant. */
function toCallContext(context: Call["context"]): CallContext {
  const runId: unknown = context && Reflect.get(context, "runId");
  return {
    toolCallId: context?.agent?.toolCallId,
    runId: typeof runId === "string" ? runId : context?.workflow?.runId,
    signal: context?.abortSignal,
  };
}
