import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import type { HookedCall } from "@codespar/adapter";
import {
  dynamicTools,
  getTools,
  type RequestInfo,
  toMastraTool,
  ToolCallError,
} from "@codespar/mastra";
import { createRecordingSession } from "@codespar/sdk/testing";
import { Agent } from "@mastra/core/agent";
import { Mastra } from "@mastra/core/mastra";
import { RequestContext } from "@mastra/core/request-context";
import { createStep, createWorkflow } from "@mastra/core/workflows";
import { describe, expect, it, vi } from "vitest";

import { createScriptedModel } from "./scripted-model.ts";

const payTool = {
  name: "pay",
  description: "Pays.",
  input_schema: {
    type: "object",
    properties: { amount: { type: "integer", minimum: 1 } },
    required: ["amount"],
  },
  annotations: { destructiveHint: true },
  server: "test",
};
const readTool = { ...payTool, name: "read", annotations: { readOnlyHint: true } };

function createAgent(turns: Parameters<typeof createScriptedModel>[0], tools: unknown) {
  const { model, requests } = createScriptedModel(turns);
  return { agent: createShop(model, tools), requests };
}

function createShop(model: object, tools: unknown) {
  const settings = {
    id: "shop",
    name: "Shop",
    instructions: "Sell.",
    model: model as never,
    tools: tools as never,
  };
  return new Mastra({ agents: { shop: new Agent(settings) }, logger: false }).getAgent("shop");
}

describe("getTools", () => {
  it("sends a schema as it is: open objects stay open, optional properties optional", async () => {
    const schema = {
      type: "object",
      properties: {
        recipient: { type: "object", properties: {}, additionalProperties: { type: "string" } },
        note: { type: "string", maxLength: 5 },
      },
    };
    const session = createRecordingSession({ tools: [{ ...readTool, input_schema: schema }] });
    const { agent, requests } = createAgent([], await getTools(session));
    await agent.generate("Go.");
    expect(requests[0]?.tools?.[0]?.inputSchema).toEqual(schema);
  });

  it("asks for strict mode only where the schema can say the same, and when told to", async () => {
    const closed = { ...payTool.input_schema, additionalProperties: false };
    const tools = [readTool, { ...readTool, name: "closed", input_schema: closed }];
    const session = createRecordingSession({ tools });
    const record = await getTools(session, { strict: "auto" });
    const { model, requests } = createScriptedModel([]);
    const newer: object = Object.assign(model, { specificationVersion: "v3" });
    await createShop(newer, record).generate("Go.");
    const asked = requests[0]?.tools?.map((tool) => [tool.name, Reflect.get(tool, "strict")]);
    expect(Object.fromEntries(asked ?? [])).toEqual({ closed: true, read: false });
    expect(await getTools(session)).toMatchObject({ closed: { strict: false } });
  });

  it("gives names that Mastra neither cuts nor keeps for itself", async () => {
    const names = ["agent-pay", "workflow-pay", "x".repeat(64), "y".repeat(63)];
    const tools = names.map((name) => ({ ...readTool, name }));
    const record = await getTools(createRecordingSession({ tools }));
    const given = Object.keys(record);
    expect(given).toHaveLength(4);
    expect(given.filter((name) => name.length > 63 || /^(agent|workflow)-/.test(name))).toEqual([]);
    expect(given[3]).toBe(names[3]);
  });

  it("gives arguments that Mastra takes out other names, and names them back", async () => {
    const schema = {
      type: "object",
      properties: { resumeData: { type: "string" } },
      required: ["resumeData"],
    };
    const session = createRecordingSession({ tools: [{ ...readTool, input_schema: schema }] });
    const record = await getTools(session);
    const { agent: listing, requests } = createAgent([], record);
    await listing.generate("Go.");
    const { properties } = requests[0]?.tools?.[0]?.inputSchema as { readonly properties: object };
    const [alias = ""] = Object.keys(properties);
    expect(alias).not.toBe("resumeData");
    const turn = [{ id: "call_1", name: "read", input: { [alias]: "x" } }];
    await createAgent([turn], record).agent.generate("Go.");
    expect(session.calls.map(({ params }) => params)).toEqual([{ resumeData: "x" }]);
  });

  it("leaves what its approval does not concern to the agent", async () => {
    const session = createRecordingSession({ tools: [readTool] });
    const call = { id: "call_1", name: "read", input: { amount: 1 } };
    const { agent } = createAgent([[call]], await getTools(session));
    const { finishReason } = await agent.generate("Go.", { requireToolApproval: true });
    expect(finishReason).toBe("suspended");
    expect(session.calls).toEqual([]);
  });

  it("lets calls run side by side although another tool has an approval", async ({
    task,
    skip,
  }) => {
    skip(task.file.projectName === "oldest", "Mastra does so from 1.69 on");
    let running = 0;
    let most = 0;
    const session = createRecordingSession({
      tools: [payTool, readTool],
      async respond() {
        running += 1;
        most = Math.max(most, running);
        await vi.waitUntil(() => most > 1);
        running -= 1;
        return { data: {} };
      },
    });
    const turn = ["a", "b"].map((id) => ({ id, name: "read", input: { amount: 1 } }));
    await createAgent([turn], await getTools(session)).agent.generate("Go.");
    expect(most).toBe(2);
  });

  it("asks before a destructive tool that is found by search, whatever form its arguments have", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const found = { tool: "pay", input: { amount: 1 } };
    const text = JSON.stringify(JSON.stringify(found));
    for (const input of [found, { ...found, input: '{"amount":1}' }, text]) {
      const call = { id: "call_1", name: "codespar_execute", input };
      const tools = await getTools(session, { budget: { tokens: 1 } });
      const { finishReason } = await createAgent([[call]], tools).agent.generate("Go.");
      expect(finishReason).toBe("suspended");
    }
    expect(session.calls).toEqual([]);
  });

  it("attaches approval only to tools that may need it", async () => {
    const record = await getTools(createRecordingSession({ tools: [payTool, readTool] }));
    expect(record["pay"]?.requireApproval).toBeTypeOf("function");
    expect(record["read"]?.requireApproval ?? false).toBe(false);
  });
});

describe("a tool", () => {
  it("throws a failure that carries its code", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const failed = toMastraTool(payTool, session).execute?.({ amount: 0 }, {} as never);
    await expect(failed).rejects.toBeInstanceOf(ToolCallError);
    await expect(failed).rejects.toMatchObject({ code: "invalid_input" });
    expect(session.calls).toEqual([]);
  });

  it.each(["generate", "stream"] as const)(
    "does not make a call whose arguments are not JSON, which Mastra takes for none (%s)",
    async (how) => {
      const input_schema = { type: "object", properties: { note: { type: "string" } } };
      const session = createRecordingSession({ tools: [{ ...readTool, input_schema }] });
      const inputs = ['{"note": "cut o', "", "{}", '{"note": "whole"}'];
      const turn = inputs.map((input, index) => ({ id: `call_${index}`, name: "read", input }));
      const { agent, requests } = createAgent([turn], await getTools(session));
      await (how === "generate" ? agent.generate("Go.") : (await agent.stream("Go.")).text);
      const made = session.calls.map(({ params }) => params);
      expect(made).toEqual([{}, {}, { note: "whole" }]);
      expect(JSON.stringify(requests.at(-1)?.prompt)).toContain("Correct the arguments");
    },
  );

  it("holds arguments to the schema although the model adds resumeData", async () => {
    const session = createRecordingSession({ tools: [readTool] });
    const input = { amount: "many", resumeData: {} };
    const { agent, requests } = createAgent(
      [[{ id: "call_1", name: "read", input }]],
      await getTools(session),
    );
    await agent.generate("Go.");
    expect(session.calls).toEqual([]);
    expect(JSON.stringify(requests.at(-1)?.prompt)).toContain("error-text");
  });

  it("marks Mastra's span and continues its trace", async () => {
    const session = createRecordingSession({ tools: [readTool] });
    const updates: unknown[] = [];
    const currentSpan = {
      traceId: "0af7651916cd43dd8448eb211c80319c",
      id: "b7ad6b7169203331",
      update: (changes: unknown) => updates.push(changes),
    };
    const context = { tracingContext: { currentSpan }, agent: { toolCallId: "call_1" } };
    await toMastraTool(readTool, session).execute?.({ amount: 1 }, context as never);
    expect(updates).toEqual([
      { metadata: { "codespar.session.id": session.id, "codespar.tool_call.id": "call_1" } },
    ]);
    expect(session.calls[0]?.options.toolCall?.traceparent).toBe(
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    );
  });

  it("works where code may not be generated from strings", async () => {
    const script = path.join(import.meta.dirname, "run-without-eval.ts");
    const flags = ["--disallow-code-generation-from-strings", "--no-warnings"];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
    expect(stdout).toBe('[{"amount":1}]\n');
  });

  it("makes two equal steps of a workflow two executions, and equal items too", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const step = createStep(toMastraTool(payTool, session, { approval: "never" }));
    const schema = step.inputSchema;
    const again = { ...step, id: "again" };
    const workflow = createWorkflow({ id: "pay", inputSchema: schema, outputSchema: schema })
      .then(step)
      .map(() => Promise.resolve({ amount: 5 }))
      .then(again)
      .map(() => Promise.resolve([{ amount: 5 }, { amount: 5 }]))
      .foreach({ ...step, id: "each" } as never)
      .commit();
    const run = await workflow.createRun();
    const { status } = await run.start({ inputData: { amount: 5 } });
    expect(status).toBe("success");
    expect(session.executions).toHaveLength(4);
  });
});

function createPaying(tool: ReturnType<typeof toMastraTool>) {
  const step = createStep(tool);
  const schema = step.inputSchema;
  const retryConfig = { attempts: 2 };
  const workflow = createWorkflow({
    id: "w",
    inputSchema: schema,
    outputSchema: schema,
    retryConfig,
  })
    .then(step)
    .commit();
  const mastra = new Mastra({ workflows: { workflow }, logger: false });
  return mastra.getWorkflow("workflow").createRun();
}

describe("a step of a workflow", () => {
  it("is not retried when its call may have taken effect", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    async function execute(...call: Parameters<typeof session.execute>): Promise<never> {
      await session.execute(...call);
      throw new TypeError("fetch failed");
    }
    const run = await createPaying(toMastraTool(payTool, { id: session.id, execute }));
    const result = await run.start({ inputData: { amount: 1 } });
    expect(result).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("check the status first") },
    });
    expect(session.executions).toHaveLength(1);
  });

  it("is retried when nothing was executed", async () => {
    const codes = ["provider_unavailable", "provider_unavailable"] as const;
    const session = createRecordingSession({
      tools: [payTool],
      respond() {
        const error_code = codes[session.calls.length - 1];
        return error_code === undefined ? { data: {} } : { success: false, error_code };
      },
    });
    const run = await createPaying(toMastraTool(payTool, session));
    expect(await run.start({ inputData: { amount: 1 } })).toMatchObject({ status: "success" });
    expect(session.calls).toHaveLength(3);
  });

  it("tells the hooks its run, so that a key can be made of it", async () => {
    const session = createRecordingSession({ tools: [payTool] });
    const idempotencyKey = ({ runId }: HookedCall) => `pay-${runId}`;
    const run = await createPaying(toMastraTool(payTool, session, { idempotencyKey }));
    await run.start({ inputData: { amount: 1 } });
    expect(session.calls[0]?.options.idempotencyKey).toBe(`pay-${run.runId}`);
  });
});

describe("onNeedsConnection", () => {
  it("suspends a workflow too, whose step is made again when it is resumed", async () => {
    let connected = false;
    const redirect_url = "https://codespar.dev/connect/stripe";
    const session = createRecordingSession({
      tools: [payTool],
      respond: () =>
        connected
          ? { data: { paid: true } }
          : { success: false, error_code: "needs_connection", data: { redirect_url } },
    });
    const tool = toMastraTool(payTool, session, { onNeedsConnection: "suspend" });
    const run = await createPaying(tool);
    const suspended = await run.start({ inputData: { amount: 1 } });
    expect(suspended).toMatchObject({
      status: "suspended",
      steps: { pay: { suspendPayload: { reason: "needs_connection", redirect_url } } },
    });
    connected = true;
    expect(await run.resume({ step: "pay", resumeData: { connected } })).toMatchObject({
      status: "success",
      result: { paid: true },
    });
  });

  it("suspends the run with the page to connect at, and calls again when it is resumed", async () => {
    let connected = false;
    const redirect_url = "https://codespar.dev/connect/stripe";
    const session = createRecordingSession({
      tools: [readTool],
      respond: () =>
        connected
          ? { data: { read: "yes" } }
          : { success: false, error_code: "needs_connection", data: { redirect_url } },
    });
    const { agent, requests } = createAgent(
      [[{ id: "call_1", name: "read", input: { amount: 1 } }]],
      await getTools(session, { onNeedsConnection: "suspend" }),
    );
    const suspended = await agent.generate("Go.");
    expect(suspended.finishReason).toBe("suspended");
    expect(suspended.suspendPayload).toMatchObject({
      toolCallId: "call_1",
      suspendPayload: { reason: "needs_connection", redirect_url },
    });
    connected = true;
    const runId = suspended.runId ?? "";
    const resumed = await agent.resumeGenerate({ connected }, { runId, toolCallId: "call_1" });
    expect(resumed.text).toBe("Done.");
    expect(JSON.stringify(requests.at(-1)?.prompt)).toContain("yes");
    expect(new Set(session.calls.map(({ options }) => options.idempotencyKey)).size).toBe(1);
  });
});

describe("dynamicTools", () => {
  /** Sessions by their user, who is named in the request context. */
  function createSessions() {
    const listed: string[] = [];
    const sessions = new Map(
      ["ana", "rui"].map((id) => {
        const session = createRecordingSession({ tools: [payTool], id });
        const tools = () => (listed.push(id), session.tools());
        return [id, { ...session, tools }];
      }),
    );
    const find = ({ requestContext }: RequestInfo) => {
      const session = sessions.get(String(requestContext.get("user")));
      if (session === undefined) throw new Error("Nobody asks.");
      return session;
    };
    const executions = () => [...sessions.values()].map((session) => session.executions.length);
    return { listed, find, executions };
  }
  const turn = [{ id: "call_1", name: "pay", input: { amount: 1 } }];

  it("finds the session of each request and lists its tools once", async () => {
    const { listed, find, executions } = createSessions();
    const tools = dynamicTools(find, { approval: "never" });
    for (const user of ["ana", "rui"]) {
      const requestContext = new RequestContext([["user", user]]);
      await createAgent([turn], tools).agent.generate("Go.", { requestContext });
    }
    expect(executions()).toEqual([1, 1]);
    expect(listed).toEqual(["ana", "rui"]);
  });

  it("finds another session where a request context is used for another user", async () => {
    const { find, executions } = createSessions();
    const tools = dynamicTools(find, { approval: "never" });
    const requestContext = new RequestContext();
    for (const user of ["ana", "rui"]) {
      requestContext.set("user", user);
      await createAgent([turn], tools).agent.generate("Go.", { requestContext });
    }
    expect(executions()).toEqual([1, 1]);
  });

  it("finds the session again when a run is resumed with its request context", async () => {
    const { find, executions } = createSessions();
    const { agent } = createAgent([turn], dynamicTools(find));
    const requestContext = new RequestContext([["user", "ana"]]);
    const { runId = "", finishReason } = await agent.generate("Go.", { requestContext });
    expect(finishReason).toBe("suspended");
    const resumed = { runId, toolCallId: "call_1" };
    const again = new RequestContext([["user", "ana"]]);
    await agent.approveToolCallGenerate({ ...resumed, requestContext: again });
    expect(executions()).toEqual([1, 0]);
  });

  it("lists again after a listing that failed", async () => {
    let listed = 0;
    const session = createRecordingSession({ tools: [readTool] });
    const tools = dynamicTools(() => ({
      ...session,
      tools: () => ((listed += 1) === 1 ? Promise.reject(new Error("Down.")) : session.tools()),
    }));
    const request = { requestContext: new RequestContext() };
    await expect(tools(request)).rejects.toThrow("Down.");
    expect(Object.keys(await tools(request))).toEqual(["read"]);
  });
});
