import type { SessionLike, Tool } from "@codespar/protocol";

/** A message of the Model Context Protocol, as far as this server looks at it. */
export interface McpMessage {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
}

/** A session as the smallest MCP server: what the peers are given for tools. */
export async function answerMcp(
  session: SessionLike,
  { id, method, params = {} }: McpMessage,
): Promise<McpMessage | undefined> {
  if (id === undefined) return undefined;
  const results: Readonly<Record<string, () => unknown>> = {
    initialize: () => ({
      protocolVersion: params["protocolVersion"],
      capabilities: { tools: {} },
      serverInfo: { name: "shop", version: "1.0.0" },
    }),
    "tools/list": async () => ({ tools: (await session.tools()).map(toMcpTool) }),
    "tools/call": () => call(session, params),
  };
  const result = await results[method ?? ""]?.();
  if (result !== undefined) return { jsonrpc: "2.0", id, result } as McpMessage;
  const error = { code: -32_601, message: "Method not found" };
  return { jsonrpc: "2.0", id, error } as McpMessage;
}

/** A tool as MCP lists it. */
export function toMcpTool({ name, description, input_schema, annotations }: Tool): object {
  return { name, description, inputSchema: input_schema, ...(annotations && { annotations }) };
}

async function call(
  session: SessionLike,
  { name, arguments: input }: Readonly<Record<string, unknown>>,
): Promise<object> {
  const { success, data, error } = await session.execute(String(name), (input ?? {}) as never);
  const text = success ? JSON.stringify(data) : (error ?? "");
  return { content: [{ type: "text", text }], isError: !success };
}
