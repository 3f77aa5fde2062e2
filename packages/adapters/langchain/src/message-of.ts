import { isList, isRecord } from "@codespar/protocol/validation";
import type { ToolRunnableConfig } from "@langchain/core/tools";

/**
 * Names the message that makes a call, by its place in the conversation and its id: both are the
 * same where a graph is run again from a checkpoint, which gives LangGraph's tasks other ids.
 *
 * @returns `undefined` where the call is not made in a graph, or its message has no id.
 */
export function messageOf(config: ToolRunnableConfig, toolCallId: string): string | undefined {
  const state: unknown = Reflect.get(config, "state") ?? scratchpadOf(config)?.["currentTaskInput"];
  const messages = isRecord(state) ? state["messages"] : state;
  if (!isList(messages)) return undefined;
  const place = messages.findLastIndex((message) => makes(message, toolCallId));
  const message = messages[place];
  return isRecord(message) && typeof message["id"] === "string"
    ? JSON.stringify([place, message["id"]])
    : undefined;
}

/** What LangGraph remembers of a task while it runs: what its node was given, and its questions. */
export function scratchpadOf(config: TaskConfig): Readonly<Record<string, unknown>> | undefined {
  const scratchpad: unknown = config.configurable?.["__pregel_scratchpad"];
  return isRecord(scratchpad) ? scratchpad : undefined;
}

type TaskConfig = Pick<ToolRunnableConfig, "configurable">;

function makes(message: unknown, toolCallId: string): boolean {
  const calls = isRecord(message) ? message["tool_calls"] : undefined;
  return isList(calls) && calls.some((call) => isRecord(call) && call["id"] === toolCallId);
}
