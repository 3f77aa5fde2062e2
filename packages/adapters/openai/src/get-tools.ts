import type { BoundTool } from "@codespar/adapter";
import type { SessionLike, Tool } from "@codespar/protocol";

import type { ChatTool } from "./chat-api.ts";
import { chat, responses } from "./loops.ts";
import type { OpenAIOptions } from "./openai-options.ts";
import type { ResponsesTool } from "./responses-api.ts";

/** Gets a session's tools for `chat.completions.create({ tools })`. */
export async function getTools(
  session: SessionLike,
  options: OpenAIOptions = {},
): Promise<ChatTool[]> {
  const { tools } = await chat.list(session, options);
  return tools.map(toChatTool);
}

/** Gets a session's tools for `responses.create({ tools })`. */
export async function getResponsesTools(
  session: SessionLike,
  options: OpenAIOptions = {},
): Promise<ResponsesTool[]> {
  const { tools } = await responses.list(session, options);
  return tools.map(({ name, description, inputSchema, strict, deferred }) => ({
    type: "function",
    name,
    description,
    parameters: { ...inputSchema },
    strict,
    ...(deferred ? { defer_loading: true } : {}),
  }));
}

/** Converts one tool for the Chat Completions API. */
export function toOpenAITool(tool: Tool, options: OpenAIOptions = {}): ChatTool {
  return toChatTool(chat.define(tool, options));
}

function toChatTool({ name, description, inputSchema, strict }: BoundTool): ChatTool {
  return {
    type: "function",
    function: { name, description, parameters: { ...inputSchema }, strict },
  };
}
