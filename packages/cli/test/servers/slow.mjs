import { Server } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

const server = new Server({ name: "slow", version: "1.0.0" }, { capabilities: { tools: {} } });
server.setRequestHandler("tools/list", () => ({
  tools: [
    {
      name: "wait",
      description: "Waits.",
      inputSchema: { type: "object", properties: { ms: { type: "integer" } }, required: ["ms"] },
    },
    // As older servers write a bound.
    {
      name: "buy ação",
      description: "Buys.",
      inputSchema: {
        type: "object",
        properties: { amount: { type: "number", minimum: 0, exclusiveMinimum: true } },
      },
    },
  ],
}));
server.setRequestHandler("tools/call", async ({ params }) => {
  await new Promise((resolve) => setTimeout(resolve, Number(params.arguments?.ms)));
  return { content: [{ type: "text", text: "done" }] };
});
await server.connect(new StdioServerTransport());
