import { createAnthropic } from "@ai-sdk/anthropic";
import { ask, messagesApi, openShop } from "@codespar/example-shared";
import { dynamicTools } from "@codespar/mastra";
import { Agent } from "@mastra/core/agent";
import type { MastraModelConfig } from "@mastra/core/llm";
import { Mastra } from "@mastra/core/mastra";

await using shop = await openShop();
const { model, ...settings } = messagesApi();

const mastra = new Mastra({
  logger: false,
  agents: {
    shop: new Agent({
      id: "shop",
      name: "Shop",
      instructions: "You run a shop.",
      // Cast: Mastra's types are of an earlier provider than this one; it runs as it is.
      model: createAnthropic(settings)(model) as MastraModelConfig,
      tools: dynamicTools(() => shop.session, { filter: ({ server }) => server === "codespar" }),
    }),
  },
});
const agent = mastra.getAgent("shop");
let output = await agent.generate(shop.request);
while (output.finishReason === "suspended") {
  const { toolCallId, toolName, args } = output.suspendPayload;
  const approved = await ask(`Approve ${toolName} ${JSON.stringify(args)}?`);
  const call = { runId: output.runId ?? "", toolCallId };
  output = approved
    ? await agent.approveToolCallGenerate(call)
    : await agent.declineToolCallGenerate(call);
}
console.log(`Agent: ${output.text}`);
await shop.printTrail();
