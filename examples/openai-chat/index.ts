import { ask, openaiApi, openShop } from "@codespar/example-shared";
import { getTools, handleToolCalls } from "@codespar/openai";
import OpenAI from "openai";

await using shop = await openShop();
const { session, request } = shop;
const { model, ...settings } = openaiApi();
const client = new OpenAI(settings);

const filter = ({ server }: { readonly server: string }) => server === "codespar";
const tools = await getTools(session, { filter });
const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: request }];
for (;;) {
  const { choices } = await client.chat.completions.create({ model, tools, messages });
  const [choice] = choices;
  if (choice === undefined) break;
  const { message } = choice;
  messages.push(message);
  if (!message.tool_calls?.length) {
    console.log(`Agent: ${message.content}`);
    break;
  }
  const answers = await handleToolCalls(session, choice, {
    approval: "destructive",
    approve: ({ tool, input }) => ask(`Approve ${tool.name} ${JSON.stringify(input)}?`),
  });
  messages.push(...answers);
}
await shop.printTrail();
