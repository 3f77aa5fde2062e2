import type {
  AdapterRun,
  AdapterScript,
  ModelRequest,
  SentDefinition,
  ToldResult,
} from "@codespar/conformance";
import { createVercelToolkit, getTools } from "@codespar/vercel";
import { generateText, type ModelMessage, streamText, type ToolSet } from "ai";

import { createScriptedModel, type ScriptedModel } from "./scripted-model.ts";

interface LoopResult {
  readonly content: ReadonlyArray<{
    readonly type: string;
    readonly approvalId?: string;
    readonly toolCall?: { readonly toolCallId: string };
  }>;
  readonly messages: readonly ModelMessage[];
}

type Loop = (
  script: AdapterScript,
  model: ScriptedModel["model"],
  messages: ModelMessage[],
) => Promise<LoopResult>;

/** `generateText` with the tools of `getTools`, which decide about approval by themselves. */
export const runGenerate = (script: AdapterScript): Promise<AdapterRun> => run(script, generate);

/** `streamText` with a whole toolkit: tools, approval map and repair. */
export const runStream = (script: AdapterScript): Promise<AdapterRun> => run(script, stream);

const generate: Loop = async (script, model, messages) => {
  const result = await generateText({
    model,
    messages,
    tools: ((await script.getTools?.(script.session)) ??
      (await getTools(script.session, script.options))) as ToolSet,
    stopWhen: ({ steps }) => steps.length > script.turns.length,
    ...(script.signal === undefined ? {} : { abortSignal: script.signal }),
  });
  return { content: result.content, messages: result.response.messages };
};

const stream: Loop = async (script, model, messages) => {
  const { tools, toolApproval, repairToolCall } = await createVercelToolkit(
    script.session,
    script.options,
  );
  const settings = {
    model,
    messages,
    tools,
    toolApproval,
    repairToolCall,
    experimental_repairToolCall: repairToolCall,
    stopWhen: ({ steps }: { readonly steps: readonly unknown[] }) =>
      steps.length > script.turns.length,
    onError: () => undefined,
    ...(script.signal === undefined ? {} : { abortSignal: script.signal }),
  };
  const result = streamText(settings);
  await result.consumeStream();
  const [content, response] = await Promise.all([result.content, result.response]);
  return { content, messages: response.messages };
};

async function run(script: AdapterScript, loop: Loop): Promise<AdapterRun> {
  const { model, requests } = createScriptedModel(script.turns);
  const first: ModelMessage[] = [{ role: "user", content: "Go." }];
  let waiting: readonly string[] = [];
  let error: unknown;
  try {
    const asked = await loop(script, model, first);
    const questions = asked.content.filter(({ type }) => type === "tool-approval-request");
    waiting = questions.map(({ toolCall }) => toolCall?.toolCallId ?? "");
    const { approve, resume = 1 } = script;
    if (approve !== undefined && questions.length > 0) {
      const answered: ModelMessage[] = [
        ...first,
        ...asked.messages,
        {
          role: "tool",
          content: questions.map(({ approvalId = "" }) => ({
            type: "tool-approval-response",
            approvalId,
            approved: approve,
          })),
        },
      ];
      for (let sent = 0; sent < resume; sent += 1) {
        await loop(script, model, structuredClone(answered));
      }
    }
  } catch (cause) {
    error = cause;
  }
  return { waiting, error, definitions: definitionsOf(requests[0]), told: toldIn(requests.at(-1)) };
}

function definitionsOf(request: ModelRequest | undefined): readonly SentDefinition[] {
  return (request?.tools ?? []).map(({ name, description = "", inputSchema }) => ({
    name,
    description,
    inputSchema,
  }));
}

interface ResultPart {
  readonly type: string;
  readonly toolCallId: string;
  readonly output: { readonly type: string; readonly value?: unknown; readonly reason?: string };
}

function toldIn(request: ModelRequest | undefined): Readonly<Record<string, ToldResult>> {
  const parts = (request?.prompt ?? [])
    .filter(({ role }) => role === "tool")
    .flatMap(({ content }) => content as readonly ResultPart[])
    .filter(({ type }) => type === "tool-result");
  return Object.fromEntries(parts.map(({ toolCallId, output }) => [toolCallId, toTold(output)]));
}

function toTold({ type, value, reason }: ResultPart["output"]): ToldResult {
  const failed = type.startsWith("error") || type === "execution-denied";
  if (type !== "content") {
    const text = typeof value === "string" ? value : JSON.stringify(value ?? reason ?? null);
    return { failed, text, media: [] };
  }
  const parts = value as ReadonlyArray<{
    readonly type: string;
    readonly text?: string;
    readonly mediaType?: string;
  }>;
  return {
    failed,
    text: parts.flatMap(({ text }) => text ?? []).join("\n"),
    media: parts.flatMap(({ mediaType }) => mediaType ?? []),
  };
}
