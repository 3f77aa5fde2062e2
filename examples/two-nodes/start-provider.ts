import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { getRequestListener } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

/** A payment provider with an MCP server of its own. */
export interface Provider extends AsyncDisposable {
  readonly url: string;
  /** The charges it made, in cents. */
  readonly charges: readonly number[];
}

/** Starts a provider that makes every charge it is asked for, and knows nothing of keys. */
export async function startProvider(): Promise<Provider> {
  const charges: number[] = [];
  const handler = createMcpHandler(() => {
    const mcp = new McpServer({ name: "acquirer", version: "1.0.0" });
    mcp.registerTool(
      "charge",
      {
        description: "Charges a card.",
        inputSchema: z.object({
          amount_minor: z.int().positive().describe("Amount in cents"),
          takes_ms: z.int().default(0).describe("Milliseconds the bank takes"),
        }),
      },
      async ({ amount_minor, takes_ms }, { mcpReq }) => {
        charges.push(amount_minor);
        await sleep(takes_ms, undefined, { signal: mcpReq.signal });
        return { content: [{ type: "text", text: JSON.stringify({ charge: charges.length }) }] };
      },
    );
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
    charges,
    async [Symbol.asyncDispose]() {
      await handler.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
