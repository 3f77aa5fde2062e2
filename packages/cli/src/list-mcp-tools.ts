import type { Tool } from "@codespar/protocol";
import {
  Client,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { version } from "./version.ts";

/** How an MCP server is reached: started as a program, or at an address. */
export type McpSource =
  | {
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string;
    }
  | { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** How long it may take, and who may stop it. */
export interface McpLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Connects to an MCP server, lists its tools, and leaves. */
export async function listMcpTools(
  source: McpSource,
  { timeoutMs, signal }: McpLimits,
): Promise<readonly Tool[]> {
  const client = new Client(
    { name: "codespar-cli", version },
    { versionNegotiation: { mode: "url" in source ? "auto" : "legacy" } },
  );
  const options = { timeout: timeoutMs, signal };
  try {
    await client.connect(createTransport(source), options);
    const tools: Tool[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await client.listTools(cursor === undefined ? {} : { cursor }, options);
      tools.push(...page.tools.map(toTool));
      cursor = page.nextCursor;
    }
    return tools;
  } finally {
    await client.close();
  }
}

function createTransport(source: McpSource): Transport {
  if ("url" in source) {
    const requestInit = { headers: { ...source.headers } };
    return new StreamableHTTPClientTransport(new URL(source.url), { requestInit });
  }
  const { command, args, env, cwd } = source;
  return new StdioClientTransport({
    command,
    cwd,
    args: [...args],
    env: { ...env },
    stderr: "ignore",
  });
}

function toTool({ name, description = "", inputSchema }: ListedTool): Tool {
  return { name, description, input_schema: inputSchema, server: "" };
}

interface ListedTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}
