import {
  errorCodes,
  mcpMeta,
  type Tool,
  type ToolCallOrigin,
  type ToolResult,
} from "@codespar/protocol";
import { isList, isRecord } from "@codespar/protocol/validation";
import {
  type CallToolResult,
  type ContentBlock,
  Server,
  type Tool as McpTool,
} from "@modelcontextprotocol/server";

import type { CallProgress } from "../mcp/call-progress.ts";
import { RuntimeError } from "../runtime-error.ts";

/** A call that an MCP client makes. */
export interface McpToolCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  readonly origin: ToolCallOrigin;
  readonly signal: AbortSignal;
  /** Hears how far the server is; absent when the client does not want to know. */
  readonly onProgress: ((progress: CallProgress) => void) | undefined;
}

/** What a session is to MCP clients. */
export interface SessionForMcp {
  tools(): Promise<readonly Tool[]>;
  call(call: McpToolCall): Promise<ToolResult>;
}

const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** Creates the MCP server of one session for one request; never reused. */
export function createSessionMcpServer(session: SessionForMcp): Server {
  const server = new Server(
    { name: "codespar", version: "0.1.0" },
    { capabilities: { tools: { listChanged: true } } },
  );
  server.setRequestHandler("tools/list", async () => ({
    tools: (await session.tools()).map(toMcpTool),
  }));
  server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
    const { _meta: meta = {} } = params;
    const { [mcpMeta.idempotencyKey]: key, traceparent } = meta;
    if (key !== undefined && !(typeof key === "string" && keyPattern.test(key))) {
      return toFailure("invalid_request", "The idempotency key is not one.");
    }
    const origin = { framework: "mcp", ...(typeof traceparent === "string" && { traceparent }) };
    const { signal } = mcpReq;
    const { progressToken } = meta;
    const onProgress =
      progressToken === undefined
        ? undefined
        : (progress: CallProgress): void => {
            const notified = mcpReq.notify({
              method: "notifications/progress",
              params: { ...progress, progressToken },
            });
            // Whoever asked may be gone; the call goes on.
            notified.catch(() => undefined);
          };
    const call = { tool: params.name, input: params.arguments ?? {}, origin, signal, onProgress };
    try {
      return toCallToolResult(await session.call({ ...call, idempotencyKey: key ?? null }));
    } catch (cause) {
      if (cause instanceof RuntimeError) return toFailure(cause.code, cause.message);
      // What any other error says stays in the process.
      return toFailure("internal", errorCodes.internal.meaning);
    }
  });
  return server;
}

/** Without the output schema: a client would refuse an answer for breaking it, and it is paid for. */
function toMcpTool({ name, title, description, input_schema, annotations }: Tool): McpTool {
  return {
    name,
    description,
    inputSchema: { ...input_schema, type: "object" },
    ...(title === undefined ? {} : { title }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function toCallToolResult({ success, data, error, error_code: code }: ToolResult): CallToolResult {
  if (!success) return toFailure(code ?? "provider_error", error ?? "The call failed.", data);
  const { content } = data;
  const blocks = isList(content) && content.every(isBlock) ? content : [];
  const text = { type: "text" as const, text: JSON.stringify(data) };
  return { content: blocks.length > 0 ? [...blocks] : [text], structuredContent: data };
}

function toFailure(code: string, message: string, data: object = {}): CallToolResult {
  return {
    isError: true,
    content: [{ type: "text", text: `${code}: ${message}` }],
    _meta: { [mcpMeta.failure]: { code, data } },
  };
}

function isBlock(value: unknown): value is ContentBlock {
  return isRecord(value) && ["text", "image", "audio", "resource"].includes(String(value["type"]));
}
