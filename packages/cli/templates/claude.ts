import Anthropic from "@anthropic-ai/sdk";
import { getRunnableTools } from "@codespar/claude/runner";
import { CodeSpar } from "@codespar/sdk";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { preset: "brazilian" });

const client = new Anthropic(); // needs ANTHROPIC_API_KEY
const message = await client.beta.messages.toolRunner({
  model: "claude-sonnet-5-5",
  max_tokens: 4096,
  tools: await getRunnableTools(session),
  messages: [
    {
      role: "user",
      content: "Charge R$150 by Pix for order #5678, and tell me the code to copy.",
    },
  ],
});
for (const block of message.content) if (block.type === "text") console.log(block.text);
await session.close();
