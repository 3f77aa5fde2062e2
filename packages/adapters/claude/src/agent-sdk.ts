import type { McpSdkServerConfigWithInstance } from "@anthropic-ai/claude-agent-sdk";
import {
  type ApproveOption,
  type ImagePart,
  type Toolkit,
  type ToolOutcome,
  toParts,
} from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
  type Tool as McpTool,
} from "@modelcontextprotocol/sdk/types.js";

import type { ClaudeOptions } from "./claude-options.ts";
import { createAgentLoop } from "./loops.ts";
import { adapterVersion } from "./version.ts";

export type { ClaudeOptions } from "./claude-options.ts";

/** How a session becomes a server of the Claude Agent SDK. */
export interface ServerOptions extends ClaudeOptions, ApproveOption {
  /** What the server is called: tools are `mcp__<name>__<tool>` (`codespar`). */
  readonly name?: string | undefined;
  /** Whether tools are before the model from the start, and not behind its tool search (false). */
  readonly alwaysLoad?: boolean | undefined;
}

/**
 * Creates a server for `query({ options: { mcpServers: { codespar: server } } })`. The SDK asks for
 * permission by itself, guided by the tools' annotations.
 */
export function createServer(
  session: SessionLike,
  options: ServerOptions = {},
): McpSdkServerConfigWithInstance {
  const { name = "codespar" } = options;
  const server = new Server({ name, version: adapterVersion }, { capabilities: { tools: {} } });
  const loop = createAgentLoop();

  server.setRequestHandler(ListToolsRequestSchema, async () => {
    const { tools } = await loop.list(session, options);
    return { tools: tools.map((bound) => toMcpTool(bound, options)) };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const call = { id: toolUseIdOf(params), name: params.name, input: params.arguments };
    return toResult(await loop.call(session, call, { ...options, signal }), options);
  });
  // The SDK connects the server and nothing more, for which the plain one is enough.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- typed as its helper makes them
  return { type: "sdk", name, instance: server as unknown as ServerInstance };
}

type ServerInstance = McpSdkServerConfigWithInstance["instance"];

function toMcpTool(
  { name, title, description, inputSchema, annotations }: Toolkit["tools"][number],
  { alwaysLoad }: ServerOptions,
): McpTool {
  return {
    name,
    title,
    description,
    inputSchema: { ...inputSchema, type: "object" },
    annotations: { ...annotations },
    ...(alwaysLoad === true ? { _meta: { "anthropic/alwaysLoad": true } } : {}),
  };
}

/** The model's id of the call, which Claude Code sends along. */
function toolUseIdOf(params: object): string | undefined {
  const meta: unknown = Reflect.get(params, "_meta");
  const id = isRecord(meta) ? meta["claudecode/toolUseId"] : undefined;
  return typeof id === "string" ? id : undefined;
}

function toResult(outcome: ToolOutcome, { maxResultChars }: ServerOptions): CallToolResult {
  if (!outcome.ok) {
    return { isError: true, content: [{ type: "text", text: outcome.message }] };
  }
  return { content: toParts<ResultPart>(outcome, forms, maxResultChars) };
}

type ResultPart = CallToolResult["content"][number];

const forms = {
  text: (text: string): ResultPart => ({ type: "text", text }),
  image: ({ data, mediaType }: ImagePart): ResultPart => ({
    type: "image",
    data,
    mimeType: mediaType,
  }),
};
