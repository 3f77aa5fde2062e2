/** An MCP server over stdio that tells its environment, and has more tools when it is asked to. */
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const server = new McpServer({ name: "account", version: "1.0.0" });

server.registerTool("environment", { annotations: { readOnlyHint: true } }, () => ({
  content: [{ type: "text", text: JSON.stringify({ pid: process.pid, env: process.env }) }],
}));

server.registerTool("learn", { inputSchema: { tool: z.string() } }, ({ tool }) => {
  server.registerTool(tool, {}, () => ({ content: [{ type: "text", text: "learned" }] }));
  return { content: [{ type: "text", text: "{}" }] };
});

server.registerTool(
  "charge",
  { inputSchema: { value: z.number(), unit: z.string(), who: z.string().optional() } },
  ({ value, unit }) => ({
    content: [
      {
        type: "text",
        text: JSON.stringify({
          charge: { ref: `ch_${value}`, state: "paid" },
          total: { cents: value, unit },
        }),
      },
    ],
  }),
);

await server.connect(new StdioServerTransport());
