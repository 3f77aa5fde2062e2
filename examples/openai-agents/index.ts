import { ask, openaiApi, openShop } from "@codespar/example-shared";
import { getTools } from "@codespar/openai/agents";
import { Agent, OpenAIProvider, Runner } from "@openai/agents";
import OpenAI from "openai";

await using shop = await openShop();
const { model, ...settings } = openaiApi();
const modelProvider = new OpenAIProvider({ openAIClient: new OpenAI(settings) });
const runner = new Runner({ modelProvider, tracingDisabled: true });

const tools = await getTools(shop.session, { filter: ({ server }) => server === "codespar" });
const agent = new Agent({ name: "Shop", instructions: "You run a shop.", model, tools });
let result = await runner.run(agent, shop.request);
while (result.interruptions.length > 0) {
  for (const question of result.interruptions) {
    const approved = await ask(`Approve ${question.name} ${question.arguments}?`);
    if (approved) result.state.approve(question);
    else result.state.reject(question);
  }
  result = await runner.run(agent, result.state);
}
console.log(`Agent: ${result.finalOutput}`);
await shop.printTrail();
