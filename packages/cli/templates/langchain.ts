import { getTools } from "@codespar/langchain";
import { CodeSpar } from "@codespar/sdk";
import { createAgent } from "langchain";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { preset: "brazilian" });

const agent = createAgent({
  model: "anthropic:claude-sonnet-5-5", // needs @langchain/anthropic and ANTHROPIC_API_KEY
  tools: await getTools(session),
});
const { messages } = await agent.invoke({
  messages: [
    {
      role: "user",
      content: "Charge R$150 by Pix for order #5678, and tell me the code to copy.",
    },
  ],
});
console.log(messages.at(-1)?.text);
await session.close();
