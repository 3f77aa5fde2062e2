import {
  type AdapterRun,
  type AdapterScript,
  createOpenAIWire,
  type OpenAIRequest,
  readResponses,
  type ToldResult,
} from "@codespar/conformance";
import { type ApprovalRequest, getTools } from "@codespar/langchain";
import { codesparMiddleware } from "@codespar/langchain/middleware";
import type { BaseMessage, ToolMessage } from "@langchain/core/messages";
import {
  Command,
  END,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode, toolsCondition } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";

interface State {
  readonly messages: readonly BaseMessage[];
}

interface Graph {
  invoke(input: unknown, config: object): Promise<State>;
  getState(config: object): Promise<{ readonly config: object }>;
}

type Build = (script: AdapterScript, model: ChatOpenAI) => Promise<Graph>;

/** `createAgent` with the session's tools and the middleware. */
export const runAgent = (script: AdapterScript): Promise<AdapterRun> =>
  run(script, async ({ session, options = {}, getTools: getOthers }, model) => {
    const checkpointer = new MemorySaver();
    if (getOthers !== undefined) {
      const tools = (await getOthers(session)) as never;
      return createAgent({ model, tools, checkpointer }).graph;
    }
    const agent = createAgent({
      model,
      tools: await getTools(session, { ...options, media: "parts" }),
      middleware: [codesparMiddleware(session, options)],
      checkpointer,
    });
    return agent.graph;
  });

/** A graph of one's own with LangGraph's ToolNode, whose tools pause by themselves. */
export const runGraph = (script: AdapterScript): Promise<AdapterRun> =>
  run(script, async ({ session, options = {} }, model) => {
    const tools = await getTools(session, { approval: "destructive", media: "parts", ...options });
    const bound = tools.length > 0 ? model.bindTools(tools) : model;
    return new StateGraph(MessagesAnnotation)
      .addNode("model", async ({ messages }) => ({ messages: [await bound.invoke(messages)] }))
      .addNode("tools", new ToolNode(tools))
      .addEdge(START, "model")
      .addConditionalEdges("model", toolsCondition, ["tools", END])
      .addEdge("tools", "model")
      .compile({ checkpointer: new MemorySaver() });
  });

async function run(script: AdapterScript, build: Build): Promise<AdapterRun> {
  const { approve, resume = 1, signal } = script;
  const { fetch, requests } = createOpenAIWire(script.turns);
  const model = new ChatOpenAI({
    apiKey: "test",
    model: "gpt-5",
    maxRetries: 0,
    useResponsesApi: true,
    configuration: { fetch },
  });
  const thread = { configurable: { thread_id: "thread_1" }, ...(signal && { signal }) };
  let waiting: readonly string[] = [];
  let state: State = { messages: [] };
  let error: unknown;
  try {
    const graph = await build(script, model);
    state = await graph.invoke({ messages: [{ role: "user", content: "Go." }] }, thread);
    const questions = interruptsOf(state);
    waiting = questions.map(({ toolCallId }) => toolCallId);
    if (approve !== undefined && questions.length > 0) {
      const decision = { type: approve ? "approve" : "reject" };
      const answers = Object.fromEntries(waiting.map((id) => [id, decision]));
      const paused = await graph.getState(thread);
      for (let sent = 0; sent < resume; sent += 1) {
        state = await graph.invoke(new Command({ resume: answers }), paused.config);
      }
    }
  } catch (cause) {
    error = cause;
  }
  return {
    definitions: readResponses(requests[0]).definitions,
    error,
    waiting,
    told: toldIn(requests.at(-1), state),
  };
}

function interruptsOf(state: State): readonly ApprovalRequest[] {
  const interrupts: unknown = Reflect.get(state, "__interrupt__") ?? [];
  return (interrupts as ReadonlyArray<{ readonly value: ApprovalRequest }>).map(
    ({ value }) => value,
  );
}

/** What the wire carries, and the status that only the graph knows. */
function toldIn(
  request: OpenAIRequest | undefined,
  { messages }: State,
): Readonly<Record<string, ToldResult>> {
  const failed = new Set(
    messages
      .filter((message): message is ToolMessage => message.getType() === "tool")
      .filter(({ status }) => status === "error")
      .map(({ tool_call_id }) => tool_call_id),
  );
  const { answers } = readResponses(request);
  return Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => [id, { ...answer, failed: failed.has(id) }]),
  );
}
