import Anthropic from "@anthropic-ai/sdk";
import { getTools, handleMessage } from "@codespar/claude";
import { ask, messagesApi, openShop } from "@codespar/example-shared";

await using shop = await openShop();
const { session, request } = shop;
const { model, ...settings } = messagesApi();
const client = new Anthropic(settings);

const filter = ({ server }: { readonly server: string }) => server === "codespar";
const tools = await getTools(session, { filter, cacheControl: true });
const messages: Anthropic.MessageParam[] = [{ role: "user", content: request }];
for (;;) {
  const message = await client.messages.create({ model, max_tokens: 4_000, tools, messages });
  messages.push({ role: "assistant", content: message.content });
  const answer = await handleMessage(session, message, {
    approval: "destructive",
    approve: ({ tool, input }) => ask(`Approve ${tool.name} ${JSON.stringify(input)}?`),
  });
  for (const block of message.content) {
    if (block.type === "text") console.log(`Agent: ${block.text}`);
  }
  if (answer === undefined) break;
  messages.push(answer);
}
await shop.printTrail();
