import { once } from "node:events";
import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";
import { createMcpHandler, Server } from "@modelcontextprotocol/server";
import { context, propagation, SpanKind, trace } from "@opentelemetry/api";

const charge = {
  name: "charge",
  description: "Charges a card.",
  inputSchema: {
    type: "object" as const,
    properties: { amount_minor: { type: "integer", minimum: 1 } },
    required: ["amount_minor"],
  },
};

/** Starts a payment provider with an MCP server that makes its own work a span of the trace. */
export async function startProvider(): Promise<AsyncDisposable & { readonly url: string }> {
  const handler = createMcpHandler(() => {
    const mcp = new Server({ name: "acquirer", version: "1" }, { capabilities: { tools: {} } });
    mcp.setRequestHandler("tools/list", () => ({ tools: [charge] }));
    mcp.setRequestHandler("tools/call", ({ params: { name, _meta: meta } }) => {
      // The trace context comes with the call, as MCP says it does.
      const parent = propagation.extract(context.active(), meta ?? {});
      const options = { kind: SpanKind.SERVER, attributes: { "mcp.method.name": "tools/call" } };
      const span = trace.getTracer("acquirer").startSpan(`tools/call ${name}`, options, parent);
      span.end();
      return { content: [{ type: "text", text: JSON.stringify({ charged: true }) }] };
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
    async [Symbol.asyncDispose]() {
      await handler.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
