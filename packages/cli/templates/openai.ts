import { getResponsesTools, handleResponse } from "@codespar/openai";
import { CodeSpar } from "@codespar/sdk";
import OpenAI from "openai";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { preset: "brazilian" });

const client = new OpenAI(); // needs OPENAI_API_KEY
const model = "gpt-5";
const tools = await getResponsesTools(session);
const input = "Charge R$150 by Pix for order #5678, and tell me the code to copy.";
let response = await client.responses.create({ model, tools, input });
for (;;) {
  const answers = await handleResponse(session, response);
  if (answers.length === 0) break;
  const previous_response_id = response.id;
  response = await client.responses.create({ model, tools, input: answers, previous_response_id });
}
console.log(response.output_text);
await session.close();
