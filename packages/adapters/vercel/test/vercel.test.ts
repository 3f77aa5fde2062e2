import { createRecordingSession } from "@codespar/sdk/testing";
import { createVercelToolkit, getTools, ToolCallError, toVercelTool } from "@codespar/vercel";
import { generateText, type ModelMessage, type ToolSet, type UserContent } from "ai";
import { describe, expect, it } from "vitest";

import { sdkMajor } from "../src/sdk-major.ts";
import { runStream } from "./run-vercel.ts";
import { createScriptedModel } from "./scripted-model.ts";

const qrTool = {
  name: "get_qr",
  description: "Draws a QR code.",
  input_schema: { type: "object", properties: {} },
  annotations: { readOnlyHint: true },
  server: "test",
};

describe("getTools", () => {
  it("lists tools in the same order whatever order the session lists them in", async () => {
    const tools = ["b", "a", "c"].map((name) => ({ ...qrTool, name }));
    const session = createRecordingSession({ tools });
    expect(Object.keys(await getTools(session))).toEqual(["a", "b", "c"]);
  });

  it("gives results with images that can be sent back in the next turn", async () => {
    const image = { type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" };
    const session = createRecordingSession({
      tools: [qrTool],
      respond: () => ({ data: { content: [image] } }),
    });
    const tools = await getTools(session);
    const first = createScriptedModel([[{ id: "call_1", name: "get_qr", input: {} }]]);
    const messages: ModelMessage[] = [{ role: "user", content: "Draw it." }];
    const stopWhen = ({ steps }: { readonly steps: readonly unknown[] }) => steps.length > 1;
    const { response } = await generateText({ model: first.model, tools, messages, stopWhen });
    const second = createScriptedModel([]);
    const history = [...messages, ...response.messages, ...messages];
    const { text } = await generateText({ model: second.model, tools, messages: history });
    expect(text).toBe("Done.");
  });
});

describe("a result with a file", () => {
  const blob = "JVBERi0x".repeat(100);
  const resource = { uri: "file:///a.pdf", mimeType: "application/pdf", blob };
  const content = [{ type: "resource", resource }];

  it.each([
    ["is given as a file and not as text too", "parts", true],
    ["is left out with a note", "omit", false],
  ] as const)("%s (%s)", async (_title, media, given) => {
    const session = createRecordingSession({
      tools: [qrTool],
      respond: () => ({ data: { content } }),
    });
    const tools = await getTools(session, { media });
    const { model, requests } = createScriptedModel([[{ id: "1", name: "get_qr", input: {} }]]);
    const stopWhen = ({ steps }: { readonly steps: readonly unknown[] }) => steps.length > 1;
    await generateText({ model, tools, prompt: "Draw it.", stopWhen });
    const told = JSON.stringify(requests.at(-1)?.prompt);
    expect(told).toContain("[application/pdf left out]");
    expect(told.includes('"mediaType":"application/pdf"')).toBe(given);
    expect(told).not.toContain(String.raw`\"blob\":\"${blob}`);
    expect(told).not.toContain(`"blob":"${blob}`);
  });
});

describe("toVercelTool", () => {
  it("makes a tool that can be run directly and returns the data", async () => {
    const session = createRecordingSession({
      tools: [qrTool],
      respond: () => ({ data: { a: 1 } }),
    });
    const tool = toVercelTool(qrTool, session);
    expect(await tool.execute?.({}, undefined as never)).toEqual({ a: 1 });
    expect(session.calls[0]?.options.idempotencyKey).toBeUndefined();
  });

  it("makes a tool that throws a failure with its code", async () => {
    const session = createRecordingSession({
      tools: [qrTool],
      respond: () => ({ success: false, error: "No.", error_code: "policy_denied" }),
    });
    const running = toVercelTool(qrTool, session).execute?.({}, undefined as never);
    await expect(running).rejects.toBeInstanceOf(ToolCallError);
    await expect(running).rejects.toMatchObject({ code: "policy_denied", executed: "no" });
  });
});

describe("a call", () => {
  async function converse(tools: ToolSet, content: UserContent): Promise<void> {
    const { model } = createScriptedModel([[{ id: "get_qr:0", name: "get_qr", input: {} }]]);
    await generateText({ model, tools, messages: [{ role: "user", content }] });
  }

  it("is another one in another conversation, although the model starts its ids again", async () => {
    const session = createRecordingSession({ tools: [qrTool] });
    const tools = await getTools(session);
    await converse(tools, "Draw Ana's.");
    await converse(tools, "It is Tuesday. Draw Ana's again.");
    expect(session.executions).toHaveLength(2);
  });

  it("is the same one when the same conversation is sent again, in whatever form", async () => {
    const session = createRecordingSession({ tools: [qrTool] });
    const tools = await getTools(session);
    await converse(tools, "Draw Ana's.");
    await converse(tools, [{ type: "text", text: "Draw Ana's." }]);
    expect(session.calls).toHaveLength(2);
    expect(session.executions).toHaveLength(1);
  });

  it("needs to know no conversation", async () => {
    const session = createRecordingSession({ tools: [qrTool] });
    const { get_qr } = await getTools(session);
    await get_qr?.execute?.({}, { toolCallId: "call_1" } as never);
    expect(session.executions).toHaveLength(1);
  });
});

describe("a call that gets no answer", () => {
  it("fails with what the session threw as its cause, of which the model reads nothing", async () => {
    const cause = new TypeError("connect ECONNREFUSED 10.0.0.7:443");
    const session = createRecordingSession({
      tools: [qrTool],
      respond: () => Promise.reject(cause),
    });
    const tools = await getTools(session);
    const { model, requests } = createScriptedModel([[{ id: "1", name: "get_qr", input: {} }]]);
    const stopWhen = ({ steps }: { readonly steps: readonly unknown[] }) => steps.length > 1;
    const { steps } = await generateText({ model, tools, prompt: "Draw it.", stopWhen });
    const failed = steps[0]?.content.find(({ type }) => type === "tool-error");
    expect(failed).toMatchObject({ error: expect.any(ToolCallError) });
    expect(failed).toHaveProperty("error.cause", cause);
    expect(JSON.stringify([requests.at(-1)?.prompt, failed])).not.toContain("10.0.0.7");
  });
});

describe("createVercelToolkit", () => {
  it("mends names in another spelling and arguments in a code fence", async () => {
    const tools = [{ ...qrTool, name: "stripe/get_qr" }];
    const session = createRecordingSession({ tools });
    const calls = [
      { id: "call_1", name: "stripe/get_qr", input: {} },
      { id: "call_2", name: "functions.STRIPE_GET_QR", input: {} },
      { id: "call_3", name: "stripe__get_qr", input: "```json\n{}\n```" },
    ];
    await runStream({ session, turns: [calls] });
    expect(session.calls.map(({ name }) => name)).toEqual(calls.map(() => "stripe/get_qr"));
  });

  it("ranks deferred tools by the session's own search", async () => {
    const tools = ["refund", "invoice"].map((name) => ({ ...qrTool, name, description: name }));
    const session = createRecordingSession({ tools });
    const { search } = await createVercelToolkit(session);
    expect(await search({ query: "send an invoice" })).toEqual(["invoice"]);
  });

  it("ranks them by the words of the query where the session has no search", async () => {
    const tools = ["refund", "invoice"].map((name) => ({ ...qrTool, name, description: name }));
    const session = createRecordingSession({ tools });
    const { id, execute } = session;
    const { search } = await createVercelToolkit({ id, execute, tools: session.tools });
    expect(await search({ query: "send an invoice" })).toEqual(["invoice"]);
  });

  it.skipIf(sdkMajor() === "6")("defers what does not fit the budget, when told to", async () => {
    const tools = ["refund", "invoice"].map((name) => ({ ...qrTool, name }));
    const session = createRecordingSession({ tools });
    const kit = await createVercelToolkit(session, { budget: { tokens: 1 }, defer: true });
    expect(Object.values(kit.tools)).toMatchObject([
      { deferLoading: true },
      { deferLoading: true },
    ]);
  });

  it("asks for strict mode only where the schema can say the same", async () => {
    const input_schema = { type: "object", properties: {}, additionalProperties: false };
    const tools = [qrTool, { ...qrTool, name: "closed", input_schema }];
    const session = createRecordingSession({ tools });
    const kit = await createVercelToolkit(session, { strict: "auto" });
    expect(kit.tools).toMatchObject({ closed: { strict: true } });
    expect(kit.tools["get_qr"]).not.toHaveProperty("strict");
  });
});
