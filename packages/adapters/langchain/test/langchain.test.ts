import { createOpenAIWire } from "@codespar/conformance";
import { getTools, toLangChainTool, ToolCallError } from "@codespar/langchain";
import { codesparMiddleware } from "@codespar/langchain/middleware";
import { createRecordingSession } from "@codespar/sdk/testing";
import { AIMessage } from "@langchain/core/messages";
import { isStructuredTool, tool } from "@langchain/core/tools";
import { Command, MemorySaver, MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent, createMiddleware, toolRetryMiddleware } from "langchain";
import { describe, expect, it } from "vitest";

const payTool = {
  name: "shop/pay",
  description: "Pays.",
  input_schema: {
    type: "object",
    properties: { amount: { type: "integer", minimum: 1 } },
    required: ["amount"],
  },
  annotations: { destructiveHint: true },
  server: "test",
};
const closed = {
  type: "object",
  properties: { amount: { type: "integer" }, note: { type: "string" } },
  required: ["amount"],
  additionalProperties: false,
};
const readTool = { ...payTool, name: "read", annotations: { readOnlyHint: true } };

function toolCall(args: Record<string, unknown>, id = "call_1") {
  return { type: "tool_call" as const, id, name: "shop__pay", args };
}

function createModel(turns: Parameters<typeof createOpenAIWire>[0]) {
  const { fetch, requests } = createOpenAIWire(turns);
  const configuration = { fetch };
  const model = new ChatOpenAI({ apiKey: "test", model: "gpt-5", maxRetries: 0, configuration });
  return { model, requests };
}

/** Streams one call whose arguments come in two pieces, which LangChain puts together itself. */
function createStreamingModel(written: string) {
  const head = { id: "resp_1", object: "chat.completion.chunk", created: 0, model: "scripted" };
  const toEvent = (added: object, reason: string | null = null) => {
    const delta = { role: "assistant", ...added };
    const choices = [{ index: 0, delta, finish_reason: reason }];
    return `data: ${JSON.stringify({ ...head, choices })}\n\n`;
  };
  const toPiece = (called: object) => toEvent({ tool_calls: [{ index: 0, ...called }] });
  const named = { name: "shop__pay", arguments: written.slice(0, 3) };
  const turn = [
    toPiece({ id: "call_1", type: "function", function: named }),
    toPiece({ function: { arguments: written.slice(3) } }),
    toEvent({}, "tool_calls"),
  ];
  const turns = [turn, [toEvent({ content: "Done." }), toEvent({}, "stop")]];
  const requests: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const events = [...(turns[requests.length] ?? []), "data: [DONE]\n\n"];
    requests.push(await new Request(input, init).text());
    return new Response(events.join(""), { headers: { "content-type": "text/event-stream" } });
  };
  const configuration = { fetch };
  const model = new ChatOpenAI({ apiKey: "test", model: "gpt-5", maxRetries: 0, configuration });
  return { model, requests };
}

const start = { messages: [{ role: "user", content: "Go." }] };

describe("getTools", () => {
  it("makes structured tools whose schema is the tool's own JSON Schema", async () => {
    const [first] = await getTools(createRecordingSession({ tools: [payTool] }));
    expect(isStructuredTool(first as never)).toBe(true);
    expect(first).toMatchObject({ name: "shop__pay", schema: payTool.input_schema });
  });

  it("never writes a schema for strict mode, which a model cannot be told of", async () => {
    const options = { maxResultChars: 100, strict: "auto" } as const;
    const session = createRecordingSession({ tools: [{ ...payTool, input_schema: closed }] });
    const [first] = await getTools(session, options);
    expect(first?.schema).toEqual(closed);
  });

  it("renames a tool that createAgent would take for a structured answer", async () => {
    const session = createRecordingSession({ tools: [{ ...payTool, name: "extract-invoice" }] });
    const [first] = await getTools(session);
    expect(first?.name).not.toMatch(/^extract-/);
    await first?.invoke(toolCall({ amount: 1 }));
    expect(session.calls[0]?.name).toBe("extract-invoice");
  });

  it("takes a frozen schema, and leaves it as it is", async () => {
    const frozen = Object.freeze({ type: "object", properties: Object.freeze({}) });
    const session = createRecordingSession({ tools: [{ ...payTool, input_schema: frozen }] });
    const [first] = await getTools(session);
    await expect(first?.invoke(toolCall({}))).resolves.toMatchObject({ status: "success" });
    expect(Reflect.ownKeys(frozen)).toEqual(["type", "properties"]);
  });

  it("defers what does not fit the budget when told to", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const [first] = await getTools(session, { budget: { tokens: 1 }, defer: true });
    expect(first?.extras).toEqual({ defer_loading: true });
  });
});

describe("a tool", () => {
  it("answers a call with a message that carries the whole result", async () => {
    const respond = () => ({ data: { items: [{ type: "invoice", id: 1 }] } });
    const session = createRecordingSession({ tools: [payTool], respond });
    const message = await toLangChainTool(payTool, session).invoke(toolCall({ amount: 1 }));
    expect(message).toMatchObject({
      status: "success",
      content: '{"items":[{"type":"invoice","id":1}]}',
      artifact: { success: true, data: { items: [{ type: "invoice", id: 1 }] }, tool: "shop/pay" },
      tool_call_id: "call_1",
    });
  });

  it("answers a failed call with status error, and the result in the artifact", async () => {
    const session = createRecordingSession({
      tools: [payTool],
      respond: () => ({ success: false, error: "Declined.", error_code: "provider_error" }),
    });
    const message = await toLangChainTool(payTool, session).invoke(toolCall({ amount: 1 }));
    expect(message).toMatchObject({
      status: "error",
      content: expect.stringContaining("Declined."),
      artifact: { success: false, error_code: "provider_error" },
    });
  });

  it("returns text to a direct call, and throws where it fails", async () => {
    const session = createRecordingSession({
      tools: [payTool],
      respond: () => ({ data: { a: 1 } }),
    });
    const pay = toLangChainTool(payTool, session);
    expect(await pay.invoke({ amount: 1 })).toBe('{"a":1}');
    await expect(pay.invoke({ amount: 0 })).rejects.toBeInstanceOf(ToolCallError);
    expect(session.calls.map(({ options }) => options.idempotencyKey)).toEqual([undefined]);
  });

  it("leaves the arguments in the conversation as they are", async () => {
    const args = { amount: 1, note: null };
    const optional = {
      ...payTool,
      input_schema: {
        ...payTool.input_schema,
        properties: { ...payTool.input_schema.properties, note: { type: "string" } },
      },
    };
    const session = createRecordingSession({ tools: [optional] });
    await toLangChainTool(optional, session).invoke(toolCall(args));
    expect(session.calls[0]?.params).toEqual({ amount: 1 });
    expect(args).toEqual({ amount: 1, note: null });
  });

  it("asks nobody, and calls nothing, where approval is on and there is no graph", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const pay = toLangChainTool(payTool, session, { approval: "always" });
    expect(await pay.invoke(toolCall({ amount: 1 }))).toMatchObject({
      status: "error",
      content: expect.stringContaining("approval_required"),
    });
    expect(session.calls).toEqual([]);
  });

  it("is given the answer to its own question, however long its policy takes", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const calls = [
      { ...toolCall({ amount: 1 }, "call_a"), name: "shop__pay" },
      { ...toolCall({ amount: 2 }, "call_b"), name: "shop__pay" },
    ];
    let runs = 0;
    // The first call is the slower one each time the graph is resumed.
    const approval = async ({ input }: { readonly input: unknown }) => {
      const isFirst = JSON.stringify(input) === '{"amount":1}';
      if (isFirst) runs += 1;
      const turns = isFirst === runs > 1 ? 50 : 0;
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      return true;
    };
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("tools", new ToolNode(await getTools(session, { approval })))
      .addEdge("__start__", "tools")
      .compile({ checkpointer: new MemorySaver() });
    const thread = { configurable: { thread_id: "thread_1" } };
    const asked = new AIMessage({ id: "message_1", content: "", tool_calls: calls });
    let state: object = await graph.invoke({ messages: [asked] }, thread);
    for (const id of ["call_a", "call_b"]) {
      expect(Reflect.get(state, "__interrupt__")).toMatchObject([{ value: { toolCallId: id } }]);
      state = await graph.invoke(new Command({ resume: { [id]: { type: "approve" } } }), thread);
    }
    expect(Reflect.get(state, "messages")).toMatchObject([
      {},
      { status: "success" },
      { status: "success" },
    ]);
    expect(session.executions.map(({ params }) => params)).toEqual([{ amount: 1 }, { amount: 2 }]);
  });

  it("names itself in traces", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const seen: unknown[] = [];
    const handler = {
      handleToolStart: (...started: readonly unknown[]) => seen.push(started[5], started[6]),
    };
    const callbacks = [handler];
    await toLangChainTool(payTool, session).invoke(toolCall({ amount: 1 }), { callbacks });
    expect(seen).toEqual([
      expect.objectContaining({ codespar_session_id: session.id, codespar_tool: "shop/pay" }),
      "shop__pay",
    ]);
  });
});

describe("codesparMiddleware", () => {
  const calls = [
    { id: "call_a", name: "shop__pay", input: { amount: 1 } },
    { id: "call_b", name: "shop__pay", input: { amount: 2 } },
    { id: "call_c", name: "read", input: { amount: 3 } },
  ];

  async function pause(answers: unknown, retry = false) {
    const session = createRecordingSession({ tools: [payTool, readTool] });
    const { model, requests } = createModel([calls]);
    const guard = codesparMiddleware(session);
    const agent = createAgent({
      model,
      tools: await getTools(session),
      middleware: retry ? [guard, toolRetryMiddleware({ maxRetries: 2 }) as never] : [guard],
      checkpointer: new MemorySaver(),
    });
    const thread = { configurable: { thread_id: "thread_1" } };
    const paused = await agent.invoke(start, thread);
    await agent.invoke(new Command({ resume: answers }), thread);
    const sent = requests.at(-1)?.["messages"] as ReadonlyArray<Record<"role" | "content", string>>;
    const told = sent.filter(({ role }) => role === "tool");
    return { session, paused, told };
  }

  it("interrupts with each call that waits", async () => {
    const { paused } = await pause({});
    expect(Reflect.get(paused, "__interrupt__")).toMatchObject([
      {
        value: {
          toolCallId: "call_a",
          tool: "shop/pay",
          input: { amount: 1 },
          reason: "approval_required",
        },
      },
      { value: { toolCallId: "call_b" } },
    ]);
  });

  it("interrupts with a streamed call whose arguments are JSON text of JSON text", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const { model } = createStreamingModel(JSON.stringify(JSON.stringify({ amount: 1 })));
    const agent = createAgent({
      model,
      tools: await getTools(session),
      middleware: [codesparMiddleware(session)],
      checkpointer: new MemorySaver(),
    });
    const thread = { configurable: { thread_id: "thread_1" } };
    const stream = await agent.stream(start, { ...thread, streamMode: ["messages", "values"] });
    let state: unknown;
    for await (const [, said] of stream) state = said;
    expect(session.calls).toEqual([]);
    expect(state).toMatchObject({
      __interrupt__: [{ value: { toolCallId: "call_1", input: { amount: 1 } } }],
    });
  });

  it("does not make a streamed call whose JSON is cut off, which LangChain completes", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const { model, requests } = createStreamingModel('{"amount": 15');
    const agent = createAgent({
      model,
      tools: await getTools(session),
      middleware: [codesparMiddleware(session, { approval: "never" })],
    });
    const stream = await agent.stream(start, { streamMode: "messages" });
    for await (const _ of stream) continue;
    expect(session.calls).toEqual([]);
    expect(requests[1]).toContain("invalid_input");
  });

  it.each([
    { finish_reason: "content_filter" },
    { stop_reason: "refusal" },
    { stopReason: "max_tokens" },
    { done_reason: "length" },
  ])("does not make the call of a message that ends by $0", async (ending) => {
    const session = createRecordingSession({ tools: [payTool] });
    const { model } = createModel([[calls[0]!]]);
    const provider = createMiddleware({
      name: "provider",
      async wrapModelCall(request, handler) {
        const answer = await handler(request);
        return Object.assign(answer, { response_metadata: ending });
      },
    });
    const middleware = [codesparMiddleware(session, { approval: "never" }), provider];
    const agent = createAgent({ model, tools: await getTools(session), middleware });
    await agent.invoke(start);
    expect(session.calls).toEqual([]);
  });

  it("does not make the last call of a message that ends at the token limit", async () => {
    const session = createRecordingSession({ tools: [readTool] });
    const amounts = [1, 2].map((amount) => ({
      id: `call_${amount}`,
      name: "read",
      input: { amount },
    }));
    const wire = createOpenAIWire([amounts]);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const text = await (await wire.fetch(input, init)).text();
      return new Response(
        text.replace('"finish_reason":"tool_calls"', '"finish_reason":"length"'),
        {
          headers: { "content-type": "application/json" },
        },
      );
    };
    const configuration = { fetch };
    const model = new ChatOpenAI({ apiKey: "test", model: "gpt-5", maxRetries: 0, configuration });
    const middleware = [codesparMiddleware(session)];
    const agent = createAgent({ model, tools: await getTools(session), middleware });
    await agent.invoke(start);
    expect(session.executions.map(({ params }) => params)).toEqual([{ amount: 1 }]);
    expect(JSON.stringify(wire.requests[1])).toContain("cut off");
  });

  it.each([false, true])("executes what is approved and answers all (retry: %s)", async (retry) => {
    const answers = {
      call_a: { type: "approve" },
      call_b: { type: "reject", reason: "Over the limit." },
    };
    const { session, told } = await pause(answers, retry);
    expect(session.executions.map(({ params }) => params["amount"]).toSorted()).toEqual([1, 3]);
    expect(told).toHaveLength(3);
    expect(told[1]?.content).toContain("Over the limit.");
  });

  it("executes nothing when a retry is listed first and swallows the question", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const { model } = createModel([[calls[0]!]]);
    const retry = toolRetryMiddleware({ maxRetries: 1, initialDelayMs: 0 });
    const agent = createAgent({
      model,
      tools: await getTools(session),
      middleware: [retry, codesparMiddleware(session)] as never[],
      checkpointer: new MemorySaver(),
    });
    await agent.invoke(start, { configurable: { thread_id: "thread_1" } });
    expect(session.calls).toEqual([]);
  });

  it("takes a bare answer for nobody's", async () => {
    const { session } = await pause({ type: "approve" });
    expect(session.executions.map(({ params }) => params["amount"])).toEqual([3]);
  });

  it("leaves other tools alone", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const { model, requests } = createModel([[{ id: "call_1", name: "mine", input: {} }]]);
    const schema = { type: "object", properties: {} } as const;
    const mine = tool(() => "Mine ran.", { name: "mine", description: "", schema });
    const tools = [...(await getTools(session)), mine];
    const agent = createAgent({
      model,
      tools,
      middleware: [codesparMiddleware(session, { approval: "always" })],
    });
    await agent.invoke(start);
    expect(JSON.stringify(requests.at(-1))).toContain("Mine ran.");
  });

  it("supplies the tools the session has at each model call", async ({ task, skip }) => {
    skip(task.file.projectName === "oldest", "langchain takes new tools from 1.2.39");
    const tools = [readTool];
    const session = createRecordingSession({
      tools,
      respond: ({ name }) => {
        if (name === "read") tools.push({ ...readTool, name: "found" });
        return { data: {} };
      },
    });
    const { model, requests } = createModel([
      [{ id: "call_1", name: "read", input: { amount: 1 } }],
      [{ id: "call_2", name: "found", input: { amount: 1 } }],
    ]);
    const agent = createAgent({ model, middleware: [codesparMiddleware(session)] });
    await agent.invoke(start);
    expect(requests.map(({ tools: sent }) => (sent as readonly unknown[]).length)).toEqual([
      1, 2, 2,
    ]);
    expect(session.calls.map(({ name }) => name)).toEqual(["read", "found"]);
  });

  it("resumes a run in another process, with tools it has not listed yet", async ({
    task,
    skip,
  }) => {
    skip(task.file.projectName === "oldest", "langchain takes new tools from 1.2.39");
    const session = createRecordingSession({ tools: [payTool] });
    const { model } = createModel([[calls[0]!]]);
    const checkpointer = new MemorySaver();
    const thread = { configurable: { thread_id: "thread_1" } };
    const restart = () =>
      createAgent({ model, checkpointer, middleware: [codesparMiddleware(session)] });
    await restart().invoke(start, thread);
    const resume = { call_a: { type: "approve" } };
    await restart().invoke(new Command({ resume }), thread);
    expect(session.executions.map(({ params }) => params)).toEqual([{ amount: 1 }]);
  });

  it.each(["from its checkpoint", "by a second approval"])(
    "executes a call once that is run again %s",
    async (how) => {
      const session = createRecordingSession({ tools: [payTool] });
      const { model } = createModel([[calls[0]!]]);
      const approval = how === "from its checkpoint" ? "never" : "destructive";
      const agent = createAgent({
        model,
        tools: await getTools(session),
        middleware: [codesparMiddleware(session, { approval })],
        checkpointer: new MemorySaver(),
      });
      const thread = { configurable: { thread_id: "thread_1" } };
      await agent.invoke(start, thread);
      const again =
        approval === "never" ? null : new Command({ resume: { call_a: { type: "approve" } } });
      for await (const { next, config } of agent.graph.getStateHistory(thread)) {
        if (!next.includes("tools")) continue;
        await agent.graph.invoke(again, config);
        await agent.graph.invoke(again, config);
      }
      expect(session.calls.length).toBeGreaterThan(1);
      expect(session.executions).toHaveLength(1);
    },
  );

  it("refuses what it cannot ask about", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const { model, requests } = createModel([[calls[0]!]]);
    const agent = createAgent({
      model,
      tools: await getTools(session),
      middleware: [codesparMiddleware(session)],
    });
    await agent.invoke(start);
    expect(session.calls).toEqual([]);
    expect(JSON.stringify(requests.at(-1))).toContain("no checkpointer");
  });
});
