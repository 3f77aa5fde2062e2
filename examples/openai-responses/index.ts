import { ask, openaiApi, openShop } from "@codespar/example-shared";
import { getResponsesTools, handleResponse } from "@codespar/openai";
import OpenAI from "openai";

await using shop = await openShop();
const { session, request } = shop;
const { model, ...settings } = openaiApi();
const client = new OpenAI(settings);

const filter = ({ server }: { readonly server: string }) => server === "codespar";
const tools = await getResponsesTools(session, { filter, strict: "auto" });
let response = await client.responses.create({ model, tools, input: request });
for (;;) {
  const input = await handleResponse(session, response, {
    approval: "destructive",
    approve: ({ tool, input: args }) => ask(`Approve ${tool.name} ${JSON.stringify(args)}?`),
  });
  if (input.length === 0) break;
  const previous_response_id = response.id;
  response = await client.responses.create({ model, tools, input, previous_response_id });
}
console.log(`Agent: ${response.output_text}`);
await shop.printTrail();
