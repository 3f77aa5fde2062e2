import { bindOneTool, createToolkit, type ToolkitOptions } from "@codespar/adapter";
import type { SessionLike, Tool } from "@codespar/protocol";

import type { LangChainOptions } from "./langchain-options.ts";
import { SessionTool } from "./session-tool.ts";
import { adapterVersion } from "./version.ts";

/** Gets a session's tools as LangChain tools: for `createAgent`, `ToolNode` or `bindTools`. */
export async function getTools(
  session: SessionLike,
  options: LangChainOptions = {},
): Promise<SessionTool[]> {
  const { tools } = await createToolkit(session, toToolkitOptions(options));
  return tools.map((bound) => new SessionTool(bound, { ...options, sessionId: session.id }));
}

/** Converts one tool. */
export function toLangChainTool(
  tool: Tool,
  session: Pick<SessionLike, "id" | "execute">,
  options: LangChainOptions = {},
): SessionTool {
  const bound = bindOneTool(tool, toToolkitOptions(options), session);
  return new SessionTool(bound, { ...options, sessionId: session.id });
}

function toToolkitOptions(options: LangChainOptions): ToolkitOptions {
  return {
    // Tools pause by themselves only in a graph with a checkpointer: off until it is asked for.
    approval: "never",
    ...options,
    // Models are told of strict mode for all their tools at once, and not by a tool.
    strict: "off",
    defaultDialect: "portable",
    framework: { name: "@langchain/core", adapterVersion },
    canDefer: options.defer === true,
    // An agent takes such a name for a structured answer, and never calls the tool.
    isReserved: (name) => name.startsWith("extract-"),
  };
}
