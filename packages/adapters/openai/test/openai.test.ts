import {
  getResponsesTools,
  getTools,
  handleResponse,
  handleToolCall,
  handleToolCalls,
  toOpenAITool,
} from "@codespar/openai";
import { createRecordingSession } from "@codespar/sdk/testing";
import { describe, expect, it } from "vitest";

const payTool = {
  name: "pay",
  description: "Pays.",
  input_schema: {
    type: "object",
    properties: { amount: { type: "integer" }, note: { type: "string" } },
    required: ["amount"],
    additionalProperties: false,
  },
  annotations: { destructiveHint: true },
  server: "test",
};

describe("getTools", () => {
  it("always says whether a tool is strict", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const [chat] = await getTools(session);
    const [responses] = await getResponsesTools(session);
    expect([chat?.function.strict, responses?.strict]).toEqual([false, false]);
    const [strict] = await getResponsesTools(session, { strict: "auto" });
    expect(strict).toMatchObject({
      strict: true,
      parameters: {
        required: ["amount", "note"],
        properties: { note: { type: ["string", "null"] } },
      },
    });
  });

  it("leaves a clean schema as it is", () => {
    expect(toOpenAITool(payTool).function.parameters).toEqual(payTool.input_schema);
  });

  it("defers Responses tools that do not fit the budget when told to", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const options = { budget: { tokens: 1 }, defer: true };
    expect(await getResponsesTools(session, options)).toMatchObject([{ defer_loading: true }]);
  });
});

describe("handleToolCalls", () => {
  it("asks before a destructive tool that is found by search", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    await getTools(session, { budget: { tokens: 1 }, approval: "destructive" });
    const written = JSON.stringify({ tool: "pay", input: { amount: 1 } });
    const call = { name: "codespar_execute", arguments: written };
    const asked: unknown[] = [];
    const answers = await handleToolCalls(
      session,
      { tool_calls: [{ id: "call_1", type: "function", function: call }] },
      { approve: ({ tool, input }) => asked.push([tool.name, input]) === 0 },
    );
    expect(asked).toEqual([["pay", { amount: 1 }]]);
    expect(answers[0]?.content).toContain("policy_denied");
    expect(session.calls).toEqual([]);
  });

  it("answers every call of a turn: good, malformed, unknown, and of another type", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const message = {
      tool_calls: [
        { id: "call_1", type: "function", function: { name: "pay", arguments: '{"amount":1}' } },
        { id: "call_2", type: "function", function: { name: "pay", arguments: '{"amount"' } },
        { id: "call_3", type: "function", function: { name: "nope", arguments: "{}" } },
        { id: "call_4", type: "custom" },
      ],
    };
    const answers = await handleToolCalls(session, message);
    expect(answers.map(({ tool_call_id }) => tool_call_id)).toEqual(
      message.tool_calls.map(({ id }) => id),
    );
    expect(answers.map(({ content }) => content.includes('"error"'))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(session.executions).toHaveLength(1);
  });

  it.each(["length", "content_filter"])(
    "does not make the call of a choice that ends by %s",
    async (finish_reason) => {
      const session = createRecordingSession({ tools: [payTool] });
      const toCall = (id: string) => ({ id, function: { name: "pay", arguments: '{"amount":1}' } });
      const message = { tool_calls: [toCall("call_1"), toCall("call_2")] };
      const answers = await handleToolCalls(session, { message, finish_reason });
      expect(answers[1]?.content).toContain("cut off");
      expect(session.executions).toHaveLength(1);
      await handleToolCalls(session, { message, finish_reason: "tool_calls" });
      expect(session.executions).toHaveLength(2);
    },
  );

  it("leaves calls of other tools unanswered when told to skip them", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const written = { name: "pay", arguments: '{"amount":1}' };
    const own = { id: "call_1", function: { ...written, name: "get_weather" } };
    const message = { tool_calls: [own, { id: "call_2", function: written }] };
    const answers = await handleToolCalls(session, message, { unknown: "skip" });
    expect(answers.map(({ tool_call_id }) => tool_call_id)).toEqual(["call_2"]);
  });

  it("has nothing to answer where nothing is called", async () => {
    expect(await handleToolCalls(createRecordingSession(), { tool_calls: null })).toEqual([]);
  });

  it("answers every call of a message, also where its approval policy fails for one", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const tool_calls = [1, 2].map((amount) => ({
      id: `call_${amount}`,
      type: "function",
      function: { name: "pay", arguments: `{"amount":${amount}}` },
    }));
    const approval = async ({ input }: { readonly input: unknown }) => {
      if (JSON.stringify(input) === '{"amount":2}') throw new Error("No route to db://secret.");
      return false;
    };
    const answers = await handleToolCalls(session, { tool_calls }, { approval });
    expect(answers.map(({ content }) => JSON.parse(content))).toMatchObject([
      { amount: 1 },
      { error: { code: "policy_denied", executed: "no" } },
    ]);
    expect(answers[1]?.content).not.toContain("secret");
    expect(session.executions).toHaveLength(1);
  });

  it("makes a gated call only when it is approved", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const call = { id: "call_1", function: { name: "pay", arguments: '{"amount":1}' } };
    const gated = { approval: "destructive" } as const;
    const [waiting] = await handleToolCalls(session, { tool_calls: [call] }, gated);
    expect(waiting?.content).toContain("approval_required");
    expect(session.calls).toEqual([]);
    await handleToolCalls(session, { tool_calls: [call] }, { ...gated, approve: () => true });
    expect(session.executions).toHaveLength(1);
  });
});

describe("the options of a handler", () => {
  const message = {
    tool_calls: [
      { id: "call_1", type: "function", function: { name: "pay", arguments: '{"amount":1}' } },
    ],
  };
  const item = { type: "function_call", call_id: "call_1", name: "pay", arguments: '{"amount":1}' };

  it("ask about a destructive call of a session that is opened again", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const options = { approve: () => false };
    const [told] = await handleToolCalls(session, message, options);
    expect(told?.content).toContain("policy_denied");
    const parts = await handleResponse(session, { output: [item] }, options);
    expect(JSON.stringify(parts)).toContain("policy_denied");
    expect(await handleToolCall(session, "pay", { amount: 1 }, options)).toContain("policy_denied");
    expect(session.calls).toEqual([]);
  });

  it("say which tools there are, whatever another agent of the session was sent", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const options = { exclude: ["pay"] };
    await getTools(session, options);
    await getTools(session);
    const [told] = await handleToolCalls(session, message, options);
    expect(told?.content).toContain("unknown_tool");
    expect(session.calls).toEqual([]);
  });
});

describe("handleResponse", () => {
  it("leaves calls of other tools unanswered when told to skip them", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const own = { type: "function_call", call_id: "call_1", name: "get_weather", arguments: "{}" };
    const output = [own, { ...own, call_id: "call_2", name: "pay", arguments: '{"amount":1}' }];
    const answers = await handleResponse(session, { output }, { unknown: "skip" });
    expect(answers.map((answer) => answer.call_id)).toEqual(["call_2"]);
  });

  it("does not make an incomplete call", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const call = { type: "function_call", name: "pay", arguments: '{"amount":1}' };
    const output = [
      { ...call, call_id: "call_1", status: "completed" },
      { ...call, call_id: "call_2", status: "incomplete" },
    ];
    const answers = await handleResponse(session, { output });
    expect(JSON.stringify(answers[1])).toContain("cut off");
    expect(session.executions).toHaveLength(1);
  });
});

describe("handleToolCall", () => {
  it("returns text that is ready to be a tool message, from an object or from JSON text", async () => {
    const session = createRecordingSession({
      tools: [payTool],
      respond: () => ({ data: { a: 1 } }),
    });
    expect(await handleToolCall(session, "pay", { amount: 1 })).toBe('{"a":1}');
    expect(await handleToolCall(session, "pay", '{"amount":1}')).toBe('{"a":1}');
    expect(session.calls.map(({ options }) => options.idempotencyKey)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
