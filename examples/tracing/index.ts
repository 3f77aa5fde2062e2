import { createAnthropic } from "@ai-sdk/anthropic";
import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar } from "@codespar/sdk";
import { getTools } from "@codespar/vercel";
import { createMessagesWire } from "@codespar/wires";
import { generateText, isStepCount } from "ai";

import { pathOf, printTrace } from "./print-trace.ts";
import { setUpTelemetry } from "./set-up-telemetry.ts";
import { startCollector } from "./start-collector.ts";
import { startProvider } from "./start-provider.ts";

await using collector = await startCollector();
const telemetry = setUpTelemetry(collector.url);

await using acquirer = await startProvider();
const runtime = createRuntime({ servers: { acquirer: { url: acquirer.url } } });
await using served = await serve(runtime, { port: 0 });
const codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
const session = await codespar.create("user_123", { servers: ["acquirer"] });

const call = { id: "toolu_1", name: "acquirer_charge", input: { amount_minor: 15_000 } };
const anthropic = createAnthropic({
  apiKey: "offline",
  fetch: createMessagesWire([[call]], "The card is charged.").fetch,
});
const { text } = await generateText({
  model: anthropic("claude-sonnet-5-5"),
  prompt: "Charge R$150 to the card on file.",
  tools: await getTools(session, { approval: "never" }),
  stopWhen: isStepCount(5),
  telemetry: { recordInputs: false, recordOutputs: false },
});
console.log(`Agent: ${text}\n`);
await telemetry.shutdown();

const atProvider = collector.spans.find(({ scope }) => scope === "acquirer");
if (atProvider === undefined) throw new Error("The provider's span was not collected.");
const ofTrace = collector.spans.filter(({ traceId }) => traceId === atProvider.traceId);
console.log(`One trace, ${ofTrace.length} spans, as the collector received them:\n`);
printTrace(ofTrace);

const path = pathOf(atProvider, ofTrace);
const expected = [
  /^invoke_agent/,
  /^execute_tool acquirer_charge$/,
  /^session\.execute acquirer_charge$/,
  /^POST \/v1\/sessions\/\{session_id\}\/execute$/,
  /^execute_tool acquirer_charge$/,
  /^tools\/call charge$/,
  /^tools\/call charge$/,
];
let reached = 0;
for (const name of path) if (expected[reached]?.test(name) === true) reached += 1;
if (reached < expected.length) throw new Error(`The trace is torn: ${path.join(" > ")}`);
console.log("\nFrom generateText to the MCP server without a gap.");
