import { query } from "@anthropic-ai/claude-agent-sdk";
import { createServer } from "@codespar/claude/agent-sdk";
import { CodeSpar } from "@codespar/sdk";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { preset: "brazilian" });

// In a test session no money moves; with real ones, let "canUseTool" ask a person.
const messages = query({
  prompt: "Charge R$150 by Pix for order #5678, and tell me the code to copy.",
  options: {
    mcpServers: { codespar: createServer(session) },
    allowedTools: ["mcp__codespar__codespar_pay"],
  },
});
for await (const message of messages) {
  if (message.type === "result" && message.subtype === "success") console.log(message.result);
}
await session.close();
