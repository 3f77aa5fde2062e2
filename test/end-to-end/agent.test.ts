/** An AI SDK agent on a real session: the framework's loop, our client, the runtime, a server. */
import { createRuntime, type Runtime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";
import { getTools } from "@codespar/vercel";
import { generateText, isStepCount, type ModelMessage, streamText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { expect, it } from "vitest";

const usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

/** Calls one tool once, then says what it was told. */
function createModel(toolName: string, input: object): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doGenerate: ({ prompt }) => {
      const told = prompt.flatMap((message) => (message.role === "tool" ? message.content : []));
      const result = told.find(({ type }) => type === "tool-result");
      return Promise.resolve(
        result === undefined
          ? {
              content: [
                {
                  type: "tool-call",
                  toolCallId: "call_1",
                  toolName,
                  input: JSON.stringify(input),
                },
              ],
              finishReason: { unified: "tool-calls", raw: undefined },
              usage,
              warnings: [],
            }
          : {
              content: [{ type: "text", text: JSON.stringify(result) }],
              finishReason: { unified: "stop", raw: undefined },
              usage,
              warnings: [],
            },
      );
    },
  });
}

async function read(runtime: Runtime, path: string): Promise<any> {
  const response = await runtime.fetch(`http://localhost${path}`, {
    headers: { Authorization: `Bearer ${runtime.apiKey}` },
  });
  return response.json();
}

it("charges once although the approved messages are sent three times", async () => {
  await using runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { servers: ["stripe"] });
  const tools = await getTools(session);
  const model = createModel("codespar_pay", { amount: 15000, method: "pix" });
  const asked: ModelMessage[] = [{ role: "user", content: "Charge R$150." }];
  const first = await generateText({ model, tools, messages: asked, stopWhen: isStepCount(5) });
  const question = first.content.find((part) => part.type === "tool-approval-request");
  expect((await read(runtime, `/v1/sessions/${session.id}/logs`)).data).toEqual([]);

  const messages: ModelMessage[] = [
    ...asked,
    ...first.response.messages,
    {
      role: "tool",
      content: [
        {
          type: "tool-approval-response",
          approvalId: question?.approvalId ?? "",
          approved: true,
        },
      ],
    },
  ];
  const answers = await Promise.all(
    Array.from({ length: 3 }, () =>
      generateText({ model, tools, messages, stopWhen: isStepCount(5) }),
    ),
  );
  const payments = answers.map(({ text }) => /pay_[a-z0-9]+/.exec(text)?.[0]);
  expect(new Set(payments).size).toBe(1);

  const { data: calls } = await read(runtime, `/v1/sessions/${session.id}/logs`);
  expect(calls).toMatchObject([{ tool: "codespar_pay", status: "success", framework: "ai" }]);
  const { data: entries } = await read(runtime, "/v1/audit");
  const kinds = entries.map(({ kind }: { readonly kind: string }) => kind).toSorted();
  expect(kinds).toEqual(["intent", "outcome", "replay", "replay"]);
  expect(entries[0].origin).toMatchObject({
    id: "call_1",
    framework: "ai",
    framework_version: "7",
  });
  const { totals } = await read(runtime, "/v1/usage");
  expect(totals).toMatchObject({ tool_calls: 1, billable_transactions: 0 });
});

it("tells the model of an unknown outcome, and dispatches it once", async () => {
  await using runtime = createRuntime({ callTimeoutMs: 50 });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { servers: ["stripe"] });
  const model = createModel("codespar_pay", {
    amount: 1,
    description: "sandbox:timeout_after_commit",
  });
  const { text } = await generateText({
    model,
    tools: await getTools(session, { approval: "never" }),
    prompt: "Charge.",
    stopWhen: isStepCount(5),
  });
  expect(text).toMatch(/check the status first/);
  const { data: calls } = await read(runtime, `/v1/sessions/${session.id}/logs`);
  expect(calls).toMatchObject([{ status: "unknown", error_code: "outcome_unknown" }]);
});

it("cancels the call on the server when the run is aborted", async () => {
  await using runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { servers: ["stripe"] });
  const controller = new AbortController();
  const tools = await getTools(session, { approval: "never" });
  const input = { amount: 1, description: "sandbox:timeout_after_commit" };
  const running = generateText({
    model: createModel("codespar_pay", input),
    tools,
    prompt: "Charge.",
    abortSignal: controller.signal,
    stopWhen: isStepCount(5),
  });
  const aborted = expect(running).rejects.toThrow(/abort/i);
  // The call hangs in the provider once the provider knows of the payment.
  await expect
    .poll(async () => (await session.execute("stripe_list_payment_intents", {})).data["payments"])
    .toHaveLength(1);
  controller.abort();
  await aborted;
  await expect
    .poll(async () => (await read(runtime, `/v1/sessions/${session.id}/logs`)).data)
    .toContainEqual(
      expect.objectContaining({ tool: "codespar_pay", error_code: "outcome_unknown" }),
    );
});

it("streams with the same tools", async () => {
  await using runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { servers: ["stripe"] });
  const model = new MockLanguageModelV4({
    doStream: () => {
      const parts = [
        { type: "stream-start" as const, warnings: [] },
        {
          type: "tool-call" as const,
          toolCallId: "call_1",
          toolName: "stripe_list_payment_intents",
          input: "{}",
        },
        {
          type: "finish" as const,
          usage,
          finishReason: { unified: "tool-calls" as const, raw: undefined },
        },
      ];
      return Promise.resolve({ stream: ReadableStream.from(parts) as ReadableStream });
    },
  });
  const result = streamText({ model, tools: await getTools(session), prompt: "List." });
  const types: string[] = [];
  for await (const part of result.fullStream) types.push(part.type);
  expect(types).toContain("tool-result");
});
