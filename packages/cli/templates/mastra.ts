import { getTools } from "@codespar/mastra";
import { CodeSpar } from "@codespar/sdk";
import { Agent } from "@mastra/core/agent";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { preset: "brazilian" });

// In a test session no money moves; with real ones, leave "approval" at its default.
const shop = new Agent({
  id: "shop",
  name: "Shop",
  instructions: "You run a shop in Brazil.",
  model: "anthropic/claude-sonnet-5-5", // needs ANTHROPIC_API_KEY
  tools: await getTools(session, { approval: "never" }),
});
const { text } = await shop.generate(
  "Charge R$150 by Pix for order #5678, and tell me the code to copy.",
);
console.log(text);
await session.close();
