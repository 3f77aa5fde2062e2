import {
  type BoundTool,
  createToolkit,
  type ToolOutcome,
  toOutcomeText,
  toParts,
} from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";
import { type HostedMCPTool, hostedMcpTool, tool, type Tool } from "@openai/agents";

import { getMcpTool, type McpToolOptions, type SessionWithMcp } from "./get-mcp-tool.ts";
import type { OpenAIOptions } from "./openai-options.ts";
import { adapterVersion } from "./version.ts";

export { type McpToolOptions, type SessionWithMcp } from "./get-mcp-tool.ts";
export type { OpenAIOptions } from "./openai-options.ts";

/** A function tool of the Agents SDK. */
export type AgentTool = Extract<Tool, { readonly type: "function" }>;

/** Gets a session's tools for `new Agent({ tools })`; calls that need approval interrupt the run. */
export async function getTools(
  session: SessionLike,
  options: OpenAIOptions = {},
): Promise<AgentTool[]> {
  const { tools } = await createToolkit(session, {
    ...options,
    defaultDialect: "openai",
    framework: { name: "@openai/agents", adapterVersion },
    canDefer: options.defer === true,
  });
  return tools.map((bound) => convertTool(bound, options));
}

/** Describes a session as a hosted MCP tool: OpenAI calls it by itself. */
export function getHostedMcpTool(
  session: SessionWithMcp,
  options: McpToolOptions = {},
): HostedMCPTool {
  const described = getMcpTool(session, options);
  const server = {
    serverLabel: described.server_label,
    serverUrl: described.server_url,
    headers: described.headers,
    ...(described.allowed_tools === undefined ? {} : { allowedTools: described.allowed_tools }),
    ...(described.defer_loading === undefined ? {} : { deferLoading: described.defer_loading }),
  };
  const { require_approval: asked } = described;
  if (asked === "never") return hostedMcpTool({ ...server, requireApproval: asked });
  const writes = { always: { readOnly: false }, never: { readOnly: true } };
  return hostedMcpTool({ ...server, requireApproval: asked === "always" ? asked : writes });
}

function convertTool(bound: BoundTool, options: OpenAIOptions): AgentTool {
  const { name, description, inputSchema, strict, deferred } = bound;
  const made = tool({
    name,
    description,
    strict: false,
    parameters: { type: "object", properties: {}, required: [], additionalProperties: true },
    async execute(input, _context, details) {
      const outcome = await bound.call(input, {
        toolCallId: details?.toolCall?.callId,
        signal: details?.signal,
      });
      return toOutput(outcome, options);
    },
  });
  // Said by hand, for `tool` would rewrite hyphens in the name, and the schema of a strict tool.
  return {
    type: "function",
    name,
    description,
    strict,
    invoke: made.invoke,
    isEnabled: made.isEnabled,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it sends any JSON Schema
    parameters: inputSchema as AgentTool["parameters"],
    needsApproval: bound.mayNeedApproval
      ? (_context, input) => bound.needsApproval(input)
      : made.needsApproval,
    ...(deferred ? { deferLoading: true } : {}),
  };
}

/** Text, and images as such; an object would be taken for a part and lose its other members. */
function toOutput(outcome: ToolOutcome, { maxResultChars }: OpenAIOptions): unknown {
  const parts = toParts<object>(
    outcome,
    {
      text: (text) => ({ type: "text", text }),
      image: ({ data, mediaType }) => ({ type: "image", image: { data, mediaType } }),
    },
    maxResultChars,
  );
  return parts.length > 1 ? parts : toOutcomeText(outcome, maxResultChars);
}
