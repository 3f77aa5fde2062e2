import { mcpMeta, type ToolData } from "@codespar/protocol";
import { createInputValidator, type InputValidator } from "@codespar/protocol/validation";
import { type CallToolResult, Server } from "@modelcontextprotocol/server";

import { SandboxError } from "./sandbox-error.ts";
import type { SandboxServer } from "./sandbox-server.ts";
import type { SandboxTool } from "./sandbox-tool.ts";
import type { SandboxWorld } from "./sandbox-world.ts";

interface CheckedTool {
  readonly tool: SandboxTool;
  readonly validate: InputValidator;
}

/** Whose calls a sandbox server answers. */
export interface McpServerOptions {
  /** Asked before each call whether the caller's account is still good (always). */
  readonly isAllowed?: (() => Promise<boolean>) | undefined;
}

/** Creates an MCP server that serves one sandbox provider; connect it to any MCP transport. */
export function createMcpServer(
  provider: SandboxServer,
  world: SandboxWorld,
  { isAllowed }: McpServerOptions = {},
): Server {
  const tools = new Map<string, CheckedTool>(
    provider.tools.map((tool) => [
      tool.name,
      { tool, validate: createInputValidator(tool.inputSchema) },
    ]),
  );
  const listed = provider.tools.map(
    ({ run: _run, money, inputSchema, outputSchema, ...described }) => ({
      ...described,
      ...(money === undefined ? {} : { _meta: { [mcpMeta.money]: money } }),
      inputSchema: { ...inputSchema, type: "object" as const },
      outputSchema: { ...outputSchema, type: "object" as const },
    }),
  );
  const server = new Server(
    { name: `codespar-sandbox-${provider.id}`, version: "0.1.0" },
    { capabilities: { tools: {} } },
  );
  server.setRequestHandler("tools/list", () => ({ tools: listed }));
  server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
    if ((await isAllowed?.().catch(() => false)) === false) {
      return toFailure("needs_connection", `${provider.name} does not accept the account.`, {});
    }
    const checked = tools.get(params.name);
    if (checked === undefined) return toFailure("unknown_tool", `No tool "${params.name}".`, {});
    return answer(checked, params.arguments ?? {}, { world, signal: mcpReq.signal });
  });
  return server;
}

interface CallContext {
  readonly world: SandboxWorld;
  readonly signal: AbortSignal;
}

async function answer(
  { tool, validate }: CheckedTool,
  input: unknown,
  { world, signal }: CallContext,
): Promise<CallToolResult> {
  const issue = validate(input);
  if (issue !== undefined) return toFailure("invalid_input", issue.message, { ...issue });
  try {
    const { data, settlement, lost } = tool.run(input, world);
    if (lost === true) await aborted(signal);
    return {
      content: [{ type: "text", text: JSON.stringify(data) }],
      structuredContent: data,
      ...(settlement === undefined ? {} : { _meta: { [mcpMeta.settlement]: settlement } }),
    };
  } catch (cause) {
    if (cause instanceof SandboxError) return toFailure(cause.code, cause.message, cause.data);
    return toFailure("provider_error", "The provider failed.", {});
  }
}

function toFailure(code: string, message: string, data: ToolData): CallToolResult {
  return {
    isError: true,
    content: [{ type: "text", text: message }],
    _meta: { [mcpMeta.failure]: { code, data } },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
