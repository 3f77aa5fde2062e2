import type { BoundTool } from "@codespar/adapter";
import type { SessionLike, Tool } from "@codespar/protocol";

import type { ClaudeOptions } from "./claude-options.ts";
import { messages } from "./loops.ts";
import type { ClaudeTool } from "./messages-api.ts";

/** Gets a session's tools for `messages.create({ tools })`. */
export async function getTools(
  session: SessionLike,
  options: ClaudeOptions = {},
): Promise<ClaudeTool[]> {
  const { tools } = await messages.list(session, options);
  // The API refuses both marks on one tool.
  const last = tools.findLastIndex(({ deferred }) => !deferred);
  return tools.map((bound, index) => {
    const tool = toDefinition(bound);
    const marked = options.cacheControl === true && index === last;
    return marked ? { ...tool, cache_control: { type: "ephemeral" } } : tool;
  });
}

/** Converts one tool. */
export function toClaudeTool(tool: Tool, options: ClaudeOptions = {}): ClaudeTool {
  return toDefinition(messages.define(tool, options));
}

/** A definition of the Messages API. */
export function toDefinition({
  name,
  description,
  inputSchema,
  strict,
  deferred,
}: BoundTool): ClaudeTool {
  return {
    name,
    description,
    input_schema: { ...inputSchema, type: "object" },
    ...(strict ? { strict } : {}),
    ...(deferred ? { defer_loading: true } : {}),
  };
}
