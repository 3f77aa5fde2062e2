import type { AdapterRun, AdapterScript, ModelRequest, ToldResult } from "@codespar/conformance";
import { getTools } from "@codespar/mastra";
import { Agent, type ToolsInput } from "@mastra/core/agent";
import { Mastra } from "@mastra/core/mastra";

import { createScriptedModel } from "./scripted-model.ts";

interface Question {
  readonly runId: string;
  readonly toolCallId: string;
}

/** One way to run an agent; both give back what the agent waits for, if it does. */
interface Loop {
  start(agent: Agent, script: AdapterScript): Promise<Question | undefined>;
  answer(agent: Agent, question: Question, approved: boolean): Promise<Question | undefined>;
}

const generate: Loop = {
  async start(agent, script) {
    return questionOf(await agent.generate("Go.", settings(script)));
  },
  async answer(agent, question, approved) {
    return questionOf(
      await (approved
        ? agent.approveToolCallGenerate(question)
        : agent.declineToolCallGenerate(question)),
    );
  },
};

const stream: Loop = {
  async start(agent, script) {
    return consume(await agent.stream("Go.", settings(script)));
  },
  async answer(agent, question, approved) {
    return consume(
      await (approved ? agent.approveToolCall(question) : agent.declineToolCall(question)),
    );
  },
};

/** `Agent.generate`. */
export const runGenerate = (script: AdapterScript): Promise<AdapterRun> => run(script, generate);

/** `Agent.stream`. */
export const runStream = (script: AdapterScript): Promise<AdapterRun> => run(script, stream);

function settings({ turns, signal }: AdapterScript): object {
  return { maxSteps: turns.length + 1, ...(signal === undefined ? {} : { abortSignal: signal }) };
}

function questionOf(output: {
  readonly finishReason: string | undefined;
  readonly runId: string | undefined;
  readonly suspendPayload?: unknown;
}): Question | undefined {
  if (output.finishReason !== "suspended") return undefined;
  const { toolCallId } = output.suspendPayload as { readonly toolCallId: string };
  return { runId: output.runId ?? "", toolCallId };
}

async function consume(output: {
  readonly runId: string;
  readonly fullStream: AsyncIterable<{ readonly type: string; readonly payload?: unknown }>;
}): Promise<Question | undefined> {
  let question: Question | undefined;
  for await (const { type, payload } of output.fullStream) {
    if (type !== "tool-call-approval") continue;
    const { toolCallId } = payload as { readonly toolCallId: string };
    question = { runId: output.runId, toolCallId };
  }
  return question;
}

async function run(script: AdapterScript, loop: Loop): Promise<AdapterRun> {
  const { session, options = {}, approve, resume = 1 } = script;
  const { model, requests } = createScriptedModel(script.turns);
  const waiting: string[] = [];
  let error: unknown;
  try {
    const tools = ((await script.getTools?.(session)) ??
      (await getTools(session, options))) as ToolsInput;
    const shop = new Agent({ id: "shop", name: "Shop", instructions: "Sell.", model, tools });
    const agent = new Mastra({ agents: { shop }, logger: false }).getAgent("shop");
    let question = await loop.start(agent, script);
    if (question !== undefined) waiting.push(question.toolCallId);
    const unanswered = approve === undefined;
    while (question !== undefined) {
      if (unanswered) break;
      const asked: Question = question;
      const answers = Array.from({ length: resume }, () => loop.answer(agent, asked, approve));
      [question] = await Promise.all(answers);
    }
  } catch (cause) {
    error = cause;
  }
  return { waiting, error, definitions: definitionsOf(requests[0]), told: toldIn(requests.at(-1)) };
}

function definitionsOf(request: ModelRequest | undefined): AdapterRun["definitions"] {
  return (request?.tools ?? []).map(({ name, description = "", inputSchema }) => ({
    name,
    description,
    inputSchema,
  }));
}

interface ResultPart {
  readonly type: string;
  readonly toolCallId: string;
  readonly output: { readonly type: string; readonly value?: unknown };
}

function toldIn(request: ModelRequest | undefined): Readonly<Record<string, ToldResult>> {
  const parts = (request?.prompt ?? [])
    .filter(({ role }) => role === "tool")
    .flatMap(({ content }) => content as readonly ResultPart[])
    .filter(({ type }) => type === "tool-result");
  return Object.fromEntries(parts.map(({ toolCallId, output }) => [toolCallId, toTold(output)]));
}

function toTold({ type, value }: ResultPart["output"]): ToldResult {
  const failed = type.startsWith("error");
  if (type !== "content") {
    return { failed, text: typeof value === "string" ? value : JSON.stringify(value), media: [] };
  }
  const parts = value as ReadonlyArray<{ readonly text?: string; readonly mediaType?: string }>;
  return {
    failed,
    text: parts.flatMap(({ text }) => text ?? []).join("\n"),
    media: parts.flatMap(({ mediaType }) => mediaType ?? []),
  };
}
