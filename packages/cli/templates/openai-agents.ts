import { getTools } from "@codespar/openai/agents";
import { CodeSpar } from "@codespar/sdk";
import { Agent, run } from "@openai/agents";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { preset: "brazilian" });

// In a test session no money moves; with real ones, leave "approval" at its default.
const shop = new Agent({
  name: "Shop",
  instructions: "You run a shop in Brazil.",
  tools: await getTools(session, { approval: "never" }),
});
// Needs OPENAI_API_KEY.
const { finalOutput } = await run(
  shop,
  "Charge R$150 by Pix for order #5678, and tell me the code to copy.",
);
console.log(finalOutput);
await session.close();
