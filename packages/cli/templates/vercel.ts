import { CodeSpar } from "@codespar/sdk";
import { getTools } from "@codespar/vercel";
import { generateText, stepCountIs } from "ai";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { preset: "brazilian" });

// In a test session no money moves; with real ones, leave "approval" at its default.
const { text } = await generateText({
  model: "anthropic/claude-sonnet-5-5", // needs AI_GATEWAY_API_KEY
  prompt: "Charge R$150 by Pix for order #5678, and tell me the code to copy.",
  tools: await getTools(session, { approval: "never" }),
  stopWhen: stepCountIs(10),
});
console.log(text);
await session.close();
