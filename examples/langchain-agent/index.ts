import { ask, openaiApi, openShop } from "@codespar/example-shared";
import { type ApprovalRequest, codesparMiddleware } from "@codespar/langchain/middleware";
import { Command, INTERRUPT, isInterrupted, MemorySaver } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";

await using shop = await openShop();
const { model, apiKey, fetch } = openaiApi();

const agent = createAgent({
  model: new ChatOpenAI({ model, apiKey, configuration: { fetch } }),
  middleware: [codesparMiddleware(shop.session, { filter: ({ server }) => server === "codespar" })],
  checkpointer: new MemorySaver(),
});
const thread = { configurable: { thread_id: "order-5678" } };
let state = await agent.invoke({ messages: [{ role: "user", content: shop.request }] }, thread);
while (isInterrupted<ApprovalRequest>(state)) {
  const resume: Record<string, object> = {};
  for (const { value } of state[INTERRUPT]) {
    if (value === undefined) continue;
    const approved = await ask(`Approve ${value.tool} ${JSON.stringify(value.input)}?`);
    resume[value.toolCallId] = { type: approved ? "approve" : "reject" };
  }
  state = await agent.invoke(new Command({ resume }), thread);
}
console.log(`Agent: ${state.messages.at(-1)?.text}`);
await shop.printTrail();
