import { once } from "node:events";
import { createServer } from "node:http";

import { mcpMeta } from "@codespar/protocol";
import { getRequestListener } from "@hono/node-server";
import { createMcpHandler, Server } from "@modelcontextprotocol/server";

/** A provider that keeps count of what it is asked. */
export interface Provider extends AsyncDisposable {
  readonly url: string;
  /** How often each idempotency key was dispatched to it. */
  readonly dispatches: ReadonlyMap<string, number>;
}

/** Starts a provider that takes a few milliseconds, and does whatever it is asked as often as it is. */
export async function startProvider(): Promise<Provider> {
  const dispatches = new Map<string, number>();
  const handler = createMcpHandler(() => {
    const mcp = new Server({ name: "provider", version: "1" }, { capabilities: { tools: {} } });
    mcp.setRequestHandler("tools/list", () => ({
      tools: [{ name: "charge", inputSchema: { type: "object" as const } }],
    }));
    mcp.setRequestHandler("tools/call", async ({ params: { _meta: meta = {} } }) => {
      const key = String(meta[mcpMeta.idempotencyKey]);
      dispatches.set(key, (dispatches.get(key) ?? 0) + 1);
      await new Promise((resolve) => {
        setTimeout(resolve, Math.random() * 10);
      });
      return { content: [{ type: "text", text: JSON.stringify({ charge: key }) }] };
    });
    return mcp;
  });
  const listener = getRequestListener((request) => handler.fetch(request));
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    dispatches,
    async [Symbol.asyncDispose]() {
      await handler.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
