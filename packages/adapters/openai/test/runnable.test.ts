import { createOpenAIWire } from "@codespar/conformance";
import { getMcpTool, getRunnableTools } from "@codespar/openai";
import { createRecordingSession } from "@codespar/sdk/testing";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";

const payTool = {
  name: "pay",
  description: "Pays.",
  input_schema: {
    type: "object",
    properties: { amount: { type: "integer" } },
    required: ["amount"],
  },
  annotations: { destructiveHint: true },
  server: "test",
};

function pay(id: string, amount: number) {
  return { id, name: "pay", input: { amount } };
}

async function runTools(
  session: ReturnType<typeof createRecordingSession>,
  turns: Parameters<typeof createOpenAIWire>[0],
  options: Parameters<typeof getRunnableTools>[1] = {},
) {
  const { fetch, requests } = createOpenAIWire(turns);
  const client = new OpenAI({ apiKey: "test", fetch, maxRetries: 0 });
  const tools = await getRunnableTools(session, options);
  const messages = [{ role: "user" as const, content: "Go." }];
  await client.chat.completions.runTools({ model: "gpt-5", tools, messages }).done();
  return JSON.stringify(requests.at(-1));
}

describe("getRunnableTools", () => {
  it("tells equal parallel calls apart by their ids", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    await runTools(session, [[pay("call_1", 1), pay("call_2", 1)], [pay("call_3", 1)]]);
    expect(session.calls.map(({ options }) => options.toolCall?.id)).toEqual([
      "call_1",
      "call_2",
      "call_3",
    ]);
    expect(session.executions).toHaveLength(3);
  });

  it("makes a gated call only when it is approved, and says so otherwise", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const turns = [[pay("call_1", 1), pay("call_2", 200)]];
    const told = await runTools(session, turns, {
      approval: "destructive",
      approve: ({ input }) => (input as { readonly amount: number }).amount < 100,
    });
    expect(session.executions.map(({ params }) => params["amount"])).toEqual([1]);
    expect(told).toContain("it was not approved");
  });

  it("keeps the results of the others when asking for an approval fails", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const told = await runTools(session, [[pay("call_1", 1), pay("call_2", 2)]], {
      approval: "destructive",
      approve: ({ input }) => {
        if ((input as { readonly amount: number }).amount === 1) throw new Error("Chat is down.");
        return true;
      },
    });
    expect(session.executions).toHaveLength(1);
    expect(told).toContain("nobody could be asked");
  });

  it("asks before a destructive tool that is found by search, whatever form its arguments have", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const input = { amount: 1 };
    const turn = [
      { id: "call_1", name: "codespar_execute", input: { tool: "pay", input } },
      { id: "call_2", name: "codespar_execute", input: { tool: "pay", input: '{"amount":2}' } },
    ];
    let asked = 0;
    await runTools(session, [turn], {
      budget: { tokens: 1 },
      approval: "destructive",
      approve: () => {
        asked += 1;
        return false;
      },
    });
    expect(asked).toBe(2);
    expect(session.calls).toEqual([]);
  });
});

describe("getMcpTool", () => {
  it("describes the session's endpoint, with approval for what changes something", async () => {
    const headers = { Authorization: "Bearer csk_test_1" };
    const session = { mcp: { url: "https://api.example/v1/sessions/ses_1/mcp", headers } };
    const tool = getMcpTool(session, { include: ["pay"], defer: true });
    const { fetch, requests } = createOpenAIWire([]);
    const client = new OpenAI({ apiKey: "test", fetch });
    await client.responses.create({ model: "gpt-5", input: "Go.", tools: [tool] });
    expect(requests[0]?.["tools"]).toEqual([
      {
        type: "mcp",
        server_label: "codespar",
        server_url: session.mcp.url,
        headers,
        require_approval: { always: { read_only: false }, never: { read_only: true } },
        allowed_tools: ["pay"],
        defer_loading: true,
      },
    ]);
    expect(getMcpTool(session, { approval: "never" }).require_approval).toBe("never");
  });
});
