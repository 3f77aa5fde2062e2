import Anthropic from "@anthropic-ai/sdk";
import {
  getTools,
  handleMessage,
  handleToolUse,
  toClaudeTool,
  toolSearchTool,
  toToolResultBlock,
} from "@codespar/claude";
import { createMessagesWire } from "@codespar/conformance";
import { createRecordingSession } from "@codespar/sdk/testing";
import { describe, expect, it } from "vitest";

const payTool = {
  name: "shop/pay",
  description: "Pays.",
  input_schema: { type: "object", properties: { amount: { type: "integer" } } },
  annotations: { destructiveHint: true },
  server: "test",
};
const call = { type: "tool_use", id: "toolu_1", name: "shop__pay", input: { amount: 1 } };

describe("handleMessage", () => {
  it("answers every call in one user message, in the order of the calls", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    await getTools(session);
    const content = [{ type: "text" }, call, { ...call, id: "toolu_2" }];
    const answer = await handleMessage(session, { content });
    expect(answer).toMatchObject({
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "toolu_1" },
        { type: "tool_result", tool_use_id: "toolu_2" },
      ],
    });
    expect(session.executions).toHaveLength(2);
  });

  it("has nothing to answer where nothing of the session's is called", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    expect(await handleMessage(session, { content: [{ type: "text" }] })).toBeUndefined();
    const foreign = { ...call, toolset_name: "web" };
    expect(await handleMessage(session, { content: [foreign] })).toBeUndefined();
    expect(session.calls).toEqual([]);
  });

  it("tells the model of a tool the session does not have", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const content = [{ ...call, name: "nope" }];
    const answer = await handleMessage(session, { content });
    expect(answer?.content[0]).toMatchObject({ is_error: true });
    expect(session.calls).toEqual([]);
  });

  it.each(["max_tokens", "model_context_window_exceeded", "refusal"])(
    "does not make the call that %s cut off",
    async (stop_reason) => {
      const session = createRecordingSession({ tools: [payTool] });
      const content = [call, { ...call, id: "toolu_2", input: {} }];
      const answer = await handleMessage(session, { content, stop_reason });
      expect(session.executions.map(({ params }) => params)).toEqual([{ amount: 1 }]);
      expect(answer?.content[1]).toMatchObject({ tool_use_id: "toolu_2", is_error: true });
      expect(JSON.stringify(answer?.content[1])).toContain("cut off");
    },
  );

  it("leaves calls of other tools unanswered when told to skip them", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const own = { ...call, id: "toolu_2", name: "get_weather" };
    const skip = { unknown: "skip" } as const;
    const answer = await handleMessage(session, { content: [own, call] }, skip);
    expect(answer?.content.map((block) => block.tool_use_id)).toEqual(["toolu_1"]);
    expect(await handleMessage(session, { content: [own] }, skip)).toBeUndefined();
  });

  it("makes a gated call only when it is approved", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const message = { content: [call] };
    const gated = { approval: "destructive" } as const;
    const waiting = await handleMessage(session, message, gated);
    expect(JSON.stringify(waiting)).toContain("must approve");
    const denied = await handleMessage(session, message, { ...gated, approve: () => false });
    expect(JSON.stringify(denied)).toContain("not approved");
    expect(session.calls).toEqual([]);
    const asked: unknown[] = [];
    await handleMessage(session, message, {
      ...gated,
      approve: ({ tool, input }) => asked.push([tool.name, input]) > 0,
    });
    expect(asked).toEqual([["shop/pay", { amount: 1 }]]);
    expect(session.executions).toHaveLength(1);
  });
});

describe("the options of a handler", () => {
  const message = { content: [call] };

  it("ask about a destructive call wherever somebody can be asked", async () => {
    const listed = createRecordingSession({ tools: [payTool] });
    await getTools(listed);
    const openedAgain = createRecordingSession({ tools: [payTool] });
    for (const session of [listed, openedAgain]) {
      const answer = await handleMessage(session, message, { approve: () => false });
      expect(JSON.stringify(answer)).toContain("not approved");
      expect(session.calls).toEqual([]);
    }
  });

  it("hold for a session that is opened again, where no tools were listed", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const without = await handleMessage(session, message, { exclude: ["shop/pay"] });
    expect(JSON.stringify(without)).toContain("There is no tool");
    const guard = {
      beforeExecute: () => {
        throw new Error("Not on Sundays.");
      },
    };
    expect(JSON.stringify(await handleMessage(session, message, guard))).toContain("Sundays");
    expect(session.calls).toEqual([]);
    await handleMessage(session, message, { idempotencyKey: () => "order-1" });
    expect(session.calls[0]?.options.idempotencyKey).toBe("order-1");
  });

  it("are those of one agent, where several share a session", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const careful = { exclude: ["shop/pay"], approval: "always" } as const;
    await getTools(session, careful);
    await getTools(session, { approval: "never" });
    await handleMessage(session, message, careful);
    await handleMessage(session, message, { approval: "always" });
    await handleMessage(session, message, { approve: () => false });
    expect(session.calls).toEqual([]);
    await handleMessage(session, message);
    expect(session.executions).toHaveLength(1);
  });

  it("leave those of the definitions as they are where they say nothing", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const seen: unknown[] = [];
    await getTools(session, { beforeExecute: ({ tool }) => void seen.push(tool.name) });
    await handleMessage(session, message, { idempotencyKey: () => "order-1" });
    expect(seen).toEqual(["shop/pay"]);
    expect(session.calls[0]?.options.idempotencyKey).toBe("order-1");
  });
});

describe("handleToolUse", () => {
  it("runs one call and returns its result, without an id without a key", async () => {
    const session = createRecordingSession({
      tools: [payTool],
      respond: () => ({ data: { a: 1 } }),
    });
    const result = await handleToolUse(session, { name: "shop__pay", input: { amount: 1 } });
    expect(result).toMatchObject({ success: true, data: { a: 1 } });
    expect(session.calls[0]?.options.idempotencyKey).toBeUndefined();
  });
});

describe("getTools", () => {
  it("marks the last definition for the cache when told to", async () => {
    const tools = ["a", "b"].map((name) => ({ ...payTool, name }));
    const session = createRecordingSession({ tools });
    const marked = await getTools(session, { cacheControl: true });
    expect(marked.map((tool) => tool.cache_control)).toEqual([undefined, { type: "ephemeral" }]);
  });

  it("marks the last definition that is not deferred", async () => {
    const description = "Pays. ".repeat(1_000);
    const tools = [payTool, { ...payTool, name: "long", description }];
    const session = createRecordingSession({ tools });
    const options = { budget: { tokens: 200 }, defer: true, cacheControl: true };
    const marked = await getTools(session, options);
    expect(marked.map((tool) => [tool.cache_control, tool.defer_loading])).toEqual([
      [{ type: "ephemeral" }, undefined],
      [undefined, true],
    ]);
  });

  it("goes on the wire beside Anthropic's tool search", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const { fetch, requests } = createMessagesWire([]);
    const tools = [
      toolSearchTool("regex"),
      ...(await getTools(session, { budget: { tokens: 1 }, defer: true })),
    ];
    const messages = [{ role: "user" as const, content: "Go." }];
    const client = new Anthropic({ apiKey: "test", fetch });
    await client.messages.create({ model: "claude-sonnet-5-5", max_tokens: 9, tools, messages });
    expect(requests[0]?.tools).toEqual([
      { type: "tool_search_tool_regex_20251119", name: "tool_search_tool_regex" },
      expect.objectContaining({ name: "shop__pay", defer_loading: true }),
    ]);
  });

  it("defers what does not fit the budget when told to", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const [tool] = await getTools(session, { budget: { tokens: 1 }, defer: true });
    expect(tool?.defer_loading).toBe(true);
  });
});

describe("toClaudeTool and toToolResultBlock", () => {
  it("convert one tool and one result", () => {
    expect(toClaudeTool(payTool)).toEqual({
      name: "shop__pay",
      description: "Pays.",
      input_schema: payTool.input_schema,
    });
    const failed = {
      success: false,
      data: {},
      error: "No.",
      error_code: "provider_error",
      server: "",
      tool: "pay",
      duration: 0,
      tool_call_id: "",
      called_at: "",
    } as const;
    expect(toToolResultBlock("toolu_1", failed)).toEqual({
      type: "tool_result",
      tool_use_id: "toolu_1",
      content: [{ type: "text", text: "No." }],
      is_error: true,
    });
  });
});
