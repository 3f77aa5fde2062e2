/** The agent on a mock of the providers' APIs, over a real socket. */
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { aiSdk, anthropic, createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar, type StreamEvent } from "@codespar/sdk";
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const mock = new LLMock({ port: 0 });

beforeAll(async () => {
  mock.addFixtures([
    {
      match: { userMessage: "Charge", hasToolResult: false },
      response: {
        content: "One moment.",
        toolCalls: [{ name: "codespar_pay", arguments: '{"method":"pix","amount":15000}' }],
      },
    },
    {
      match: { userMessage: "Charge", toolResultContains: "Data from the tool" },
      response: { content: "The Pix code was made." },
    },
  ]);
  await mock.start();
});

afterAll(() => mock.stop());

const apiKey = "offline";
const agents = {
  "anthropic()": () => anthropic({ apiKey, baseURL: mock.url }),
  "aiSdk() and Claude": () =>
    aiSdk({ model: createAnthropic({ apiKey, baseURL: `${mock.url}/v1` })("claude-sonnet-5-5") }),
  "aiSdk() and OpenAI's responses": () =>
    aiSdk({ model: createOpenAI({ apiKey, baseURL: `${mock.url}/v1` }).responses("gpt-5") }),
  "aiSdk() and OpenAI's chat": () =>
    aiSdk({ model: createOpenAI({ apiKey, baseURL: `${mock.url}/v1` }).chat("gpt-5") }),
};

describe.each(Object.entries(agents))("%s", (_name, create) => {
  it("charges once, and streams what it says as it says it", async () => {
    const runtime = createRuntime({ agent: create() });
    await using served = await serve(runtime, { port: 0 });
    const codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
    const session = await codespar.create("user_123", { servers: ["stripe"] });
    const events: StreamEvent[] = [];
    for await (const event of session.sendStream("Charge R$150")) events.push(event);
    const kinds = events.map(({ type }) => type).filter((type) => type !== "assistant_text");
    expect(kinds).toEqual(["user_message", "tool_use", "tool_result", "done"]);
    const said = events.flatMap((event) => (event.type === "assistant_text" ? [event] : []));
    expect(said.filter(({ iteration }) => iteration === 2).length).toBeGreaterThan(1);
    expect(said.map(({ content }) => content).join("")).toBe("One moment.The Pix code was made.");
    expect(events.at(-1)).toMatchObject({
      result: {
        message: "The Pix code was made.",
        tool_calls: [{ tool_name: "codespar_pay", status: "success", input: { amount: 15_000 } }],
        iterations: 2,
      },
    });
    const { data } = await session.execute("stripe_list_payment_intents", {});
    expect(data["payments"]).toHaveLength(1);
  });
});
