import type { ToolData } from "@codespar/protocol";
import { mcpMeta } from "@codespar/protocol";
import {
  type CallToolResult,
  Client,
  StreamableHTTPClientTransport,
  type Tool as McpTool,
} from "@modelcontextprotocol/client";

import type { TraceContext } from "../telemetry/trace-context.ts";
import { traceServerCall } from "../telemetry/trace-server-call.ts";
import type { CallProgress } from "./call-progress.ts";
import { type ServerTool, toServerTool } from "./mcp-mapping.ts";
import type { ServerLink } from "./server-link.ts";

/** One call to a server. */
export interface ServerCall {
  readonly remoteName: string;
  readonly input: ToolData;
  readonly idempotencyKey: string | null;
  readonly traceparent: string | undefined;
  /** Ends the wait; the server is told. */
  readonly signal: AbortSignal;
  /** Hears how far the server is. */
  readonly onProgress?: ((progress: CallProgress) => void) | undefined;
}

/** A live link to one MCP server. */
export interface McpConnection {
  readonly serverId: string;
  /** The server's tools, as of the last time it said they changed. */
  readonly tools: readonly ServerTool[];
  /** Changes whenever `tools` does. */
  readonly version: number;
  /** Tells this link from others to the same server. */
  readonly openedAt: number;
  /** Milliseconds it took to connect and list the tools. */
  readonly latencyMs: number;
  /** Whether it is a child process. */
  readonly isChild: boolean;
  /** How its process ended, once it has. */
  readonly exit: ServerLink["exit"];
  /** Calls under way, and when the newest began (milliseconds of `performance.now`). */
  activity(): { readonly calls: number; readonly lastUsedAt: number };
  call(call: ServerCall): Promise<CallToolResult>;
  /** Lists the server's tools again. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** What to connect to. */
export interface McpConnectionOptions extends ServerLink {
  readonly serverId: string;
  /** Milliseconds connecting may take. */
  readonly connectTimeoutMs: number;
  /** Called once when the link is lost. */
  readonly onClose: () => void;
  /** Called when the server's tools have changed. */
  readonly onToolsChanged?: (() => void) | undefined;
}

// The runtime keeps its own deadlines; the client's must never fire before them.
const clientTimeoutMs = 3_600_000;

/** Opens a link to a server and lists its tools. */
export async function openMcpConnection(options: McpConnectionOptions): Promise<McpConnection> {
  const { serverId, transport, isChild, connectTimeoutMs, onClose, onToolsChanged } = options;
  const startedAt = performance.now();
  let tools: readonly ServerTool[] = [];
  let version = 0;
  let calls = 0;
  let lastUsedAt = startedAt;
  const client = new Client(
    { name: "codespar-runtime", version: "0.1.0" },
    {
      // Over standard input, asking which protocol a server speaks would start it twice.
      versionNegotiation: {
        mode: transport instanceof StreamableHTTPClientTransport ? "auto" : "legacy",
      },
      listChanged: {
        tools: {
          autoRefresh: false,
          onChanged: () => void refresh().then(onToolsChanged, () => undefined),
        },
      },
    },
  );

  async function refresh(): Promise<void> {
    const listed = await listAll(client, connectTimeoutMs);
    tools = listed.map((tool) => toServerTool(serverId, tool));
    version += 1;
  }

  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the MCP client is no EventTarget
  client.onclose = onClose;
  try {
    await client.connect(transport, { timeout: connectTimeoutMs });
    await refresh();
  } catch (cause) {
    await client.close().catch(() => undefined);
    throw cause;
  }
  return {
    serverId,
    openedAt: startedAt,
    latencyMs: Math.round(performance.now() - startedAt),
    get tools() {
      return tools;
    },
    get version() {
      return version;
    },
    isChild,
    exit: options.exit,
    refresh,
    activity: () => ({ calls, lastUsedAt }),
    async call(call) {
      calls += 1;
      lastUsedAt = performance.now();
      try {
        return await callTool(client, { ...call, serverId, isChild });
      } finally {
        calls -= 1;
      }
    },
    close: () => client.close(),
  };
}

/** All pages; within the time as a whole, so that a server cannot go on for ever. */
async function listAll(client: Client, timeoutMs: number): Promise<readonly McpTool[]> {
  const tools: McpTool[] = [];
  const signal = AbortSignal.timeout(timeoutMs);
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor }, {
      timeout: timeoutMs,
      signal,
    });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

interface LinkedCall extends ServerCall {
  readonly serverId: string;
  readonly isChild: boolean;
}

/** Calls with a definition that has no output schema: checking the answer is the caller's part. */
function callTool(client: Client, call: LinkedCall): Promise<CallToolResult> {
  return traceServerCall(call, (trace) => send(client, call, trace));
}

function send(client: Client, call: ServerCall, trace: TraceContext): Promise<CallToolResult> {
  const { remoteName, input, idempotencyKey, signal, onProgress } = call;
  return client.callTool(
    {
      name: remoteName,
      arguments: { ...input },
      _meta: {
        ...(idempotencyKey === null ? {} : { [mcpMeta.idempotencyKey]: idempotencyKey }),
        ...trace,
      },
    },
    {
      signal,
      timeout: clientTimeoutMs,
      ...(onProgress === undefined ? {} : { onprogress: onProgress }),
      toolDefinition: { name: remoteName, inputSchema: { type: "object" } },
    },
  );
}
