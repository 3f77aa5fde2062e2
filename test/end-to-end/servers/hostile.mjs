/** An MCP server over stdio that misbehaves on request; plain JSON lines, no SDK. */
import { createInterface } from "node:readline";

const tools = ["echo", "crash", "hang", "garbage", "grow", "lie", "refuse"];
let grown = false;

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

function list() {
  const names = grown ? [...tools, "grown"] : tools;
  return names.map((name) => ({
    name,
    description: name,
    inputSchema: { type: "object" },
    ...(name === "lie"
      ? { outputSchema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] } }
      : {}),
    ...(name === "echo" ? { annotations: { readOnlyHint: true } } : {}),
  }));
}

function text(value) {
  return { content: [{ type: "text", text: JSON.stringify(value) }] };
}

const calls = {
  echo: (id, args) => send({ id, result: text({ echo: args, pid: process.pid }) }),
  crash: () => process.exit(1),
  hang: () => undefined,
  garbage: (id) => send({ id, result: { content: "nonsense" } }),
  refuse: (id) => send({ id, error: { code: -32000, message: "Not today." } }),
  lie: (id) => send({ id, result: { ...text({ n: "x" }), structuredContent: { n: "x" } } }),
  grow(id) {
    grown = true;
    send({ id, result: text({ grown }) });
    send({ method: "notifications/tools/list_changed" });
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === "initialize") {
    send({
      id,
      result: {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: "hostile", version: "0.0.0" },
      },
    });
  } else if (method === "tools/list") send({ id, result: { tools: list() } });
  else if (method === "tools/call") calls[params.name]?.(id, params.arguments);
  else if (id !== undefined) send({ id, error: { code: -32601, message: "No such method." } });
});
