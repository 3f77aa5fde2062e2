import { createOpenAIWire } from "@codespar/conformance";
import { getHostedMcpTool, getTools } from "@codespar/openai/agents";
import { createRecordingSession } from "@codespar/sdk/testing";
import { Agent, OpenAIProvider, Runner } from "@openai/agents";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";

const readTool = {
  name: "shop-read",
  description: "Reads.",
  input_schema: {
    type: "object",
    properties: { id: { type: "string" }, note: { type: "string" } },
    required: ["id"],
    additionalProperties: false,
  },
  annotations: { readOnlyHint: true },
  server: "test",
};

async function run(
  tools: Agent["tools"],
  turns: Parameters<typeof createOpenAIWire>[0] = [],
  useResponses = true,
) {
  const { fetch, requests } = createOpenAIWire(turns);
  const client = new OpenAI({ apiKey: "test", fetch, maxRetries: 0 });
  const modelProvider = new OpenAIProvider({ openAIClient: client as never, useResponses });
  const agent = new Agent({ name: "Shop", instructions: "Sell.", model: "gpt-5", tools });
  await new Runner({ modelProvider, tracingDisabled: true }).run(agent, "Go.");
  return requests;
}

describe("getTools", () => {
  it("keeps hyphens in names, and the schema as it is", async () => {
    const session = createRecordingSession({ tools: [readTool] });
    const call = { id: "call_1", name: "shop-read", input: { id: "a" } };
    const [first] = await run(await getTools(session), [[call]]);
    expect(first?.["tools"]).toMatchObject([
      { name: "shop-read", parameters: readTool.input_schema, strict: false },
    ]);
    expect(session.calls.map(({ params }) => params)).toEqual([{ id: "a" }]);
  });

  it("sends strict schemas when told to, and removes the nulls they ask for", async () => {
    const session = createRecordingSession({ tools: [readTool] });
    const call = { id: "call_1", name: "shop-read", input: { id: "a", note: null } };
    const [first] = await run(await getTools(session, { strict: "auto" }), [[call]]);
    expect(first?.["tools"]).toMatchObject([
      { strict: true, parameters: { required: ["id", "note"] } },
    ]);
    expect(session.calls.map(({ params }) => params)).toEqual([{ id: "a" }]);
  });

  it("runs with the chat model too", async () => {
    const session = createRecordingSession({
      tools: [readTool],
      respond: () => ({ data: { a: 1 } }),
    });
    const call = { id: "call_1", name: "shop-read", input: { id: "a" } };
    const requests = await run(await getTools(session), [[call]], false);
    expect(JSON.stringify(requests.at(-1))).toContain(String.raw`{\"a\":1}`);
  });
});

describe("getHostedMcpTool", () => {
  it.each([
    ["writes", { always: { read_only: false }, never: { read_only: true } }],
    ["always", "always"],
    ["never", "never"],
  ] as const)("sends the session's endpoint, approval %s", async (approval, sent) => {
    const session = {
      mcp: { url: "https://api.example/mcp", headers: { Authorization: "Bearer k" } },
    };
    const [first] = await run([getHostedMcpTool(session, { approval, include: ["pay"] })]);
    expect(first?.["tools"]).toMatchObject([
      {
        type: "mcp",
        server_label: "codespar",
        server_url: session.mcp.url,
        headers: session.mcp.headers,
        require_approval: sent,
      },
    ]);
  });
});
