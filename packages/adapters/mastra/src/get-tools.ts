import { bindOneTool, createToolkit, type ToolkitOptions } from "@codespar/adapter";
import type { SessionLike, Tool } from "@codespar/protocol";

import { convertTool, type MastraTool } from "./convert-tool.ts";
import type { MastraOptions } from "./mastra-options.ts";
import { adapterVersion } from "./version.ts";

/** Gets a session's tools as Mastra tools: for an agent's `tools`, or a call's `toolsets`. */
export async function getTools(
  session: SessionLike,
  options: MastraOptions = {},
): Promise<Record<string, MastraTool>> {
  const { tools } = await createToolkit(session, toToolkitOptions(options));
  return Object.fromEntries(
    tools.map((bound) => [bound.name, convertTool(bound, session.id, options)]),
  );
}

/** Converts one tool; with `createStep` it is a step of a workflow. */
export function toMastraTool(
  tool: Tool,
  session: Pick<SessionLike, "id" | "execute">,
  options: MastraOptions = {},
): MastraTool {
  const bound = bindOneTool(tool, toToolkitOptions(options), session);
  return convertTool(bound, session.id, options);
}

function toToolkitOptions(options: MastraOptions): ToolkitOptions {
  return {
    ...options,
    defaultDialect: "portable",
    framework: { name: "@mastra/core", adapterVersion },
    // Mastra cuts names to this, and takes these prefixes for agents and workflows.
    maxNameLength: 63,
    isReserved: (name) => /^(agent|workflow)-/.test(name),
    // Mastra takes these out of the arguments.
    reservedKeys: ["resumeData", "suspendedToolRunId", "suspendedToolCallId", "_background"],
  };
}
