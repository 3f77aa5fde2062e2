import type { Tool } from "@codespar/protocol";
import { createInputValidator, type InputValidator } from "@codespar/protocol/validation";

import type { McpConnection } from "../mcp/mcp-connection.ts";
import { createBoundedValidator } from "./bounded-validator.ts";
import type { MetaTool } from "./meta-tools/meta-tool.ts";
import { spellTool } from "./spell-tool.ts";

/** A tool of a session and what serves it. */
export interface IndexedTool {
  readonly tool: Tool;
  readonly validate: InputValidator;
  readonly target:
    | { readonly kind: "meta"; readonly metaTool: MetaTool }
    | { readonly kind: "proxy" }
    | { readonly kind: "server"; readonly server: string; readonly remoteName: string };
}

/** The tools of a session, by every name they answer to. */
export interface ToolIndex {
  readonly tools: readonly Tool[];
  /** Finds a tool by its listed name, or by `server/tool`, `server__tool`, upper case. */
  find(name: string): IndexedTool | undefined;
}

/** Indexes the tools of a session's servers and the meta-tools. */
export function createToolIndex(
  metaTools: readonly MetaTool[],
  connections: readonly McpConnection[],
): ToolIndex {
  const entries: readonly IndexedTool[] = [
    ...metaTools.map((metaTool) => index(metaTool.tool, { kind: "meta", metaTool })),
    ...connections.flatMap(({ serverId, tools }) =>
      tools.map(({ tool, remoteName }) =>
        index(tool, { kind: "server", server: serverId, remoteName }),
      ),
    ),
  ];
  const byName = new Map<string, IndexedTool>();
  const bySpelling = new Map<string, IndexedTool | undefined>();
  for (const entry of entries) {
    const { name } = entry.tool;
    if (!byName.has(name)) byName.set(name, entry);
    const spelling = spellTool(name);
    bySpelling.set(spelling, bySpelling.has(spelling) ? undefined : entry);
  }
  return {
    tools: [...byName.values()].map(({ tool }) => tool),
    find: (name) => byName.get(name) ?? bySpelling.get(spellTool(name)),
  };
}

function index(tool: Tool, target: IndexedTool["target"]): IndexedTool {
  const createValidator = target.kind === "server" ? createBoundedValidator : createInputValidator;
  return { tool, target, validate: createValidator(tool.input_schema) };
}
