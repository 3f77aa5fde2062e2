import { ask, openaiApi, openShop } from "@codespar/example-shared";
import { type ApprovalRequest, getTools } from "@codespar/langchain";
import {
  Command,
  END,
  INTERRUPT,
  isInterrupted,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode, toolsCondition } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";

await using shop = await openShop();
const { model, apiKey, fetch } = openaiApi();

const tools = await getTools(shop.session, {
  approval: "destructive",
  filter: ({ server }) => server === "codespar",
});
const chat = new ChatOpenAI({ model, apiKey, configuration: { fetch } }).bindTools(tools);
const graph = new StateGraph(MessagesAnnotation)
  .addNode("model", async ({ messages }) => ({ messages: [await chat.invoke(messages)] }))
  .addNode("tools", new ToolNode(tools))
  .addEdge(START, "model")
  .addConditionalEdges("model", toolsCondition, ["tools", END])
  .addEdge("tools", "model")
  .compile({ checkpointer: new MemorySaver() });

const thread = { configurable: { thread_id: "order-5678" } };
let state = await graph.invoke({ messages: [{ role: "user", content: shop.request }] }, thread);
while (isInterrupted<ApprovalRequest>(state)) {
  const resume: Record<string, object> = {};
  for (const { value } of state[INTERRUPT]) {
    if (value === undefined) continue;
    const approved = await ask(`Approve ${value.tool} ${JSON.stringify(value.input)}?`);
    resume[value.toolCallId] = { type: approved ? "approve" : "reject" };
  }
  state = await graph.invoke(new Command({ resume }), thread);
}
console.log(`Agent: ${state.messages.at(-1)?.text}`);
await shop.printTrail();
