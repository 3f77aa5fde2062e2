import { bindOneTool } from "@codespar/adapter";
import type { SessionLike, Tool } from "@codespar/protocol";
import { isRecord, withoutUndefined } from "@codespar/protocol/validation";
import type * as VercelAdapter from "@codespar/vercel";
import type { VercelOptions, VercelToolkit } from "@codespar/vercel";
import type * as AiSdk from "ai";
import type { LanguageModel, TextStreamPart, ToolExecutionOptions, ToolSet } from "ai";

import { RuntimeError } from "../runtime-error.ts";
import type { AgentEvent, AgentRun, ToolUse } from "./agent-backend.ts";
import type { AiSdkOptions } from "./ai-sdk-backend.ts";
import { checkComplete } from "./check-complete.ts";
import { tellOutcome } from "./tell-outcome.ts";
import { toModelMessages } from "./to-model-messages.ts";
import { toToolCallRecord, type ToolUseOutcome } from "./to-tool-call-record.ts";
import { createToolGate, type ToolGate } from "./tool-gate.ts";
import { unknownTool } from "./unknown-tool.ts";

/** A list of tools as the model is offered it. */
export interface Offer {
  /** The session's tool behind each name that the model is shown. */
  readonly byName: ReadonlyMap<string, Tool>;
  /** Bound to no session. */
  readonly toolkit: VercelToolkit;
}

/** What such a turn runs on. */
export interface AiSdkParts {
  /** What was offered before: sessions with the same servers share their list of tools. */
  readonly offers: WeakMap<readonly Tool[], Offer>;
  readonly ai: Pick<typeof AiSdk, "stepCountIs" | "streamText">;
  readonly adapter: Pick<typeof VercelAdapter, "createVercelToolkit" | "toVercelTool">;
}

type Part = TextStreamPart<ToolSet>;
type FinishStepPart = Extract<Part, { type: "finish-step" }>;

interface Step {
  text: string;
  readonly uses: ToolUse[];
  /** What came of calls, by the model's id; those that were not made are here too. */
  readonly outcomes: Map<string, Omit<ToolUseOutcome, "use">>;
  /** The calls that the SDK refused to make. */
  readonly refused: Set<string>;
  /** What came of the first uses. */
  readonly told: ToolUseOutcome[];
}

interface Loop {
  readonly turn: AgentRun;
  readonly gate: ToolGate;
  readonly offer: Offer;
  iteration: number;
  step: Step;
}

/** Runs a turn in the AI SDK's own loop, with the session's tools as our adapter makes them. */
export async function* runAiSdkTurn(
  parts: AiSdkParts,
  turn: AgentRun,
  options: AiSdkOptions,
): AsyncGenerator<AgentEvent> {
  using gate = createToolGate(turn.signal);
  const offer = await offerOf(parts, await turn.session.tools());
  const loop: Loop = { turn, gate, offer, iteration: 0, step: newStep() };
  for await (const part of startStream(parts, loop, options)) yield* toEvents(loop, part);
}

async function offerOf({ adapter, offers }: AiSdkParts, tools: readonly Tool[]): Promise<Offer> {
  const known = offers.get(tools);
  if (known !== undefined) return known;
  const unbound = {
    id: "",
    tools: () => Promise.resolve(tools),
    execute: () => Promise.reject(new RuntimeError("internal")),
  };
  const toolkit = await adapter.createVercelToolkit(unbound, { approval: "never" });
  const byName = new Map(
    Object.entries(toolkit.tools).flatMap(([name, { metadata }]) => {
      const original = isRecord(metadata?.["codespar"]) ? metadata["codespar"]["tool"] : undefined;
      const tool = tools.find((candidate) => candidate.name === original);
      return tool === undefined ? [] : [[name, tool] as const];
    }),
  );
  const offer = { toolkit, byName };
  offers.set(tools, offer);
  return offer;
}

function newStep(): Step {
  return { text: "", uses: [], outcomes: new Map(), refused: new Set(), told: [] };
}

function startStream(
  parts: AiSdkParts,
  loop: Loop,
  { model, maxTokens, maxRetries }: AiSdkOptions,
): AsyncIterable<Part> {
  const { ai } = parts;
  const { turn, gate, offer } = loop;
  const { fullStream } = ai.streamText({
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK checks the model's version
    model: model as LanguageModel,
    system: turn.system,
    messages: toModelMessages(turn.messages),
    tools: bindToTurn(parts, loop),
    stopWhen: ai.stepCountIs(turn.maxIterations),
    abortSignal: gate.signal,
    experimental_repairToolCall: offer.toolkit.repairToolCall,
    onError: () => undefined,
    ...withoutUndefined({ maxOutputTokens: maxTokens, maxRetries }),
  });
  return fullStream;
}

/** The offered tools on the turn's session: results are told in the words of every backend. */
function bindToTurn({ adapter }: AiSdkParts, loop: Loop): ToolSet {
  const { turn, gate, offer } = loop;
  const session: Pick<SessionLike, "id" | "execute"> = {
    id: turn.session.id,
    async execute(name, params, execution) {
      await gate.pass(execution?.toolCall?.id);
      return turn.session.execute(name, params, execution);
    },
  };
  const options: VercelOptions = {
    approval: "never",
    afterExecute({ tool: { server }, toolCallId = "" }, outcome) {
      loop.step.outcomes.set(toolCallId, { server, outcome });
    },
  };
  const bound: ToolSet = {};
  for (const [name, tool] of offer.byName) {
    const execute = (input: unknown, call: ToolExecutionOptions<unknown>): unknown =>
      adapter.toVercelTool(tool, session, options).execute?.(input, call);
    const offered = offer.toolkit.tools[name];
    if (offered !== undefined) {
      bound[name] = Object.assign({}, offered, { execute, toModelOutput: tellData });
    }
  }
  return bound;
}

function tellData({ output }: { readonly output: unknown }): { type: "text"; value: string } {
  const data = isRecord(output) ? output : { value: output };
  return { type: "text", value: tellOutcome({ ok: true, data }) };
}

async function* toEvents(loop: Loop, part: Part): AsyncGenerator<AgentEvent> {
  const { iteration, step } = loop;
  if (part.type === "error") throw part.error;
  if (part.type === "start-step") {
    loop.iteration += 1;
    loop.step = newStep();
    loop.gate.reset();
  } else if (part.type === "text-delta") {
    step.text += part.text;
    if (part.text !== "") yield { type: "assistant_text", content: part.text, iteration };
  } else if (part.type === "tool-call") {
    const use: ToolUse = { id: part.toolCallId, name: part.toolName, input: part.input };
    step.uses.push(use);
    if (part.invalid === true) await refuse(loop, use);
    yield { type: "tool_use", ...use, iteration };
    loop.gate.open(use.id);
  } else if (part.type === "tool-result" || part.type === "tool-error") {
    // A call that was refused comes before its siblings are known.
    if (!step.refused.has(part.toolCallId)) yield* tellResults(loop);
  } else if (part.type === "finish-step") {
    yield* finishStep(loop, part);
  }
}

/** Keeps what is wrong with a call that the SDK refused, in the words that every backend uses. */
async function refuse({ offer, step }: Loop, use: ToolUse): Promise<void> {
  step.refused.add(use.id);
  step.outcomes.set(use.id, await refusalOf(offer.byName.get(use.name), use));
}

async function refusalOf(
  tool: Tool | undefined,
  use: ToolUse,
): Promise<Omit<ToolUseOutcome, "use">> {
  if (tool === undefined) return unknownTool(use);
  const framework = { name: "ai", adapterVersion: "" };
  // Bound to no session: it can say why it refuses the arguments, and cannot be called.
  const bound = bindOneTool(tool, { framework, defaultDialect: "portable" });
  return { server: tool.server, outcome: await bound.call(use.input) };
}

/** Tells what came of calls in the order they were asked for, whichever ended first. */
function* tellResults({ step, iteration }: Loop): Generator<AgentEvent> {
  const { uses, outcomes, told } = step;
  for (const use of uses.slice(told.length)) {
    const known = outcomes.get(use.id);
    if (known === undefined) return;
    const outcome = { use, ...known };
    told.push(outcome);
    yield { type: "tool_result", toolCall: toToolCallRecord(outcome), iteration };
  }
}

function* finishStep(loop: Loop, part: FinishStepPart): Generator<AgentEvent> {
  const { finishReason, rawFinishReason, usage } = part;
  const isCut = finishReason !== "stop" && finishReason !== "tool-calls";
  if (isCut && rawFinishReason === undefined) throw new Error("The model's stream was cut.");
  yield* tellResults(loop);
  yield { type: "usage", tokens: (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) };
  const { text, uses, told } = loop.step;
  checkComplete(told.length === uses.length);
  const results = told.map(({ use, outcome }) => ({
    id: use.id,
    text: outcome.ok ? tellOutcome(outcome) : outcome.message,
    isError: !outcome.ok,
  }));
  const spoken = { role: "assistant", text, toolUses: uses } as const;
  const added = uses.length === 0 ? [] : [{ role: "tool", results } as const];
  yield { type: "messages", messages: [spoken, ...added] };
}
