/** Started by a test with code generation from strings turned off, as on edge runtimes. */
import { getTools } from "@codespar/mastra";
import { createRecordingSession } from "@codespar/sdk/testing";

const input_schema = {
  type: "object",
  properties: { amount: { type: "integer" } },
  required: ["amount"],
};
const tool = { name: "pay", description: "Pays.", input_schema, server: "test" };
const session = createRecordingSession({ tools: [tool] });
const { pay } = await getTools(session);
await pay?.execute?.({ amount: 1 }, {} as never);
console.log(JSON.stringify(session.calls.map(({ params }) => params)));
