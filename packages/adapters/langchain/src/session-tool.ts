import {
  type BoundTool,
  type CallContext,
  refuseUnapproved,
  ToolCallError,
} from "@codespar/adapter";
import type { ToolResult } from "@codespar/protocol";
import type { ToolMessage } from "@langchain/core/messages";
import { DynamicStructuredTool, type ToolRunnableConfig } from "@langchain/core/tools";

import { isApproved } from "./approved-call.ts";
import { askPerson, interruptOf } from "./ask-person.ts";
import type { LangChainOptions } from "./langchain-options.ts";
import { asWritten } from "./malformed-arguments.ts";
import { messageOf, scratchpadOf } from "./message-of.ts";
import { toContent, toErrorMessage } from "./to-tool-message.ts";

/** How a tool is made. */
export interface SessionToolOptions extends LangChainOptions {
  readonly sessionId: string;
}

type Output = [
  content: ReturnType<typeof toContent> | ToolMessage,
  artifact: ToolResult | undefined,
];

/**
 * A session's tool as a LangChain tool. `artifact` of its messages is the whole ToolResult; a call
 * that fails is a message with status `error`, or a ToolCallError where there is no call to answer.
 */
export class SessionTool extends DynamicStructuredTool {
  /** What the tool is made of. */
  readonly bound: BoundTool;
  readonly #runner: DynamicStructuredTool;

  constructor(bound: BoundTool, options: SessionToolOptions) {
    const { name, description, tool, deferred } = bound;
    const fields = {
      name,
      description,
      responseFormat: "content_and_artifact",
      metadata: {
        codespar_session_id: options.sessionId,
        codespar_server: tool.server,
        codespar_tool: tool.name,
      },
      func: (input: unknown, _manager: unknown, config?: ToolRunnableConfig) =>
        run(bound, { input, config: config ?? {}, options }),
      ...(deferred ? { extras: { defer_loading: true } } : {}),
    } as const;
    super({ ...fields, schema: { ...bound.inputSchema } });
    this.bound = bound;
    this.#runner = new DynamicStructuredTool({ ...fields, schema: {} });
  }

  /**
   * Calls the tool. LangChain would check arguments against the schema the model sees, and show
   * the model a stack; here they are held to the tool's own schema.
   */
  override invoke: DynamicStructuredTool["invoke"] = (input, config) =>
    this.#runner.invoke(input ?? {}, config);
}

interface Call {
  readonly input: unknown;
  readonly config: ToolRunnableConfig;
  readonly options: SessionToolOptions;
}

async function run(bound: BoundTool, { config, options, ...call }: Call): Promise<Output> {
  const input = asWritten(call.input);
  const { toolCall, signal } = config;
  const toolCallId = toolCall?.id;
  const interrupt = interruptOf(config);
  const approve = interrupt && askPerson(interrupt, toolCallId);
  const asked = { approve, queue: scratchpadOf(config) };
  const refused = isApproved(toolCall) ? undefined : await refuseUnapproved(bound, input, asked);
  const outcome = refused ?? (await bound.call(input, { toolCallId, signal, ...placeOf(config) }));
  if (outcome.ok) return [toContent(outcome, options), outcome.result];
  if (toolCallId === undefined || signal?.aborted === true) throw new ToolCallError(outcome);
  return [toErrorMessage(bound, toolCallId, outcome), undefined];
}

/** Where a call is made: the same when a run is resumed or repeated from a checkpoint of a thread. */
function placeOf(config: ToolRunnableConfig): Pick<CallContext, "runId" | "discriminator"> {
  const { toolCall, configurable = {} } = config;
  const runId = textOf(configurable["thread_id"]);
  const message = runId === undefined ? undefined : messageOf(config, toolCall?.id ?? "");
  return { runId, discriminator: message ?? textOf(configurable["__pregel_task_id"]) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
