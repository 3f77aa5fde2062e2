import Anthropic from "@anthropic-ai/sdk";
import { getRunnableTools } from "@codespar/claude/runner";
import { ask, messagesApi, openShop } from "@codespar/example-shared";

await using shop = await openShop();
const { model, ...settings } = messagesApi();
const client = new Anthropic(settings);

const tools = await getRunnableTools(shop.session, {
  filter: ({ server }) => server === "codespar",
  approval: "destructive",
  approve: ({ tool, input }) => ask(`Approve ${tool.name} ${JSON.stringify(input)}?`),
});
const messages = [{ role: "user" as const, content: shop.request }];
const message = await client.beta.messages.toolRunner({
  model,
  max_tokens: 4_000,
  tools,
  messages,
});
for (const block of message.content) if (block.type === "text") console.log(`Agent: ${block.text}`);
await shop.printTrail();
