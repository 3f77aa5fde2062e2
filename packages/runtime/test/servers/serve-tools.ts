import { mcpMeta } from "@codespar/protocol";
import { createMcpHandler, Server } from "@modelcontextprotocol/server";

import { serveFetch, type Served } from "./serve-fetch.ts";

/** What a tool is asked. */
export interface Asked {
  readonly input: Readonly<Record<string, unknown>>;
  /** The idempotency key that came with the call. */
  readonly key: string | undefined;
  /** All that came with the call. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** One tool of a served MCP server. */
export interface ServedTool {
  readonly annotations?: { readonly readOnlyHint?: boolean; readonly idempotentHint?: boolean };
  readonly outputSchema?: { readonly type: "object"; readonly [keyword: string]: unknown };
  /** Answers with what becomes JSON text, and with structured content where a schema is declared. */
  run(asked: Asked): object | Promise<object>;
}

/** Serves an MCP server with some tools over Streamable HTTP; its `url` has the path. */
export async function serveTools(tools: Readonly<Record<string, ServedTool>>): Promise<Served> {
  const handler = createMcpHandler(() => createServer(tools));
  const served = await serveFetch((request) => handler.fetch(request));
  return {
    url: `${served.url}/mcp`,
    async [Symbol.asyncDispose]() {
      await handler.close();
      await served[Symbol.asyncDispose]();
    },
  };
}

function createServer(tools: Readonly<Record<string, ServedTool>>): Server {
  const server = new Server({ name: "served", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/list", () => ({
    tools: Object.entries(tools).map(([name, { annotations, outputSchema }]) => ({
      name,
      inputSchema: { type: "object" as const },
      ...(annotations === undefined ? {} : { annotations }),
      ...(outputSchema === undefined ? {} : { outputSchema }),
    })),
  }));
  server.setRequestHandler("tools/call", async ({ params }) => {
    const { name, arguments: input = {}, _meta: meta = {} } = params;
    const key = meta[mcpMeta.idempotencyKey];
    const answer = await tools[name]?.run({
      input,
      key: typeof key === "string" ? key : undefined,
      meta,
    });
    return {
      content: [{ type: "text" as const, text: JSON.stringify(answer) }],
      ...(tools[name]?.outputSchema === undefined ? {} : { structuredContent: { ...answer } }),
    };
  });
  return server;
}
