import type { SendResult, SessionLike, StreamEvent, ToolCallRecord } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import { sha256 } from "../digest.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { AgentTurnRow, SessionRow } from "../store/schema.ts";
import { callTool, type CallToolParts } from "../tools/call-tool.ts";
import type { AgentBackend, AgentMessage } from "./agent-backend.ts";
import { systemPrompt } from "./system-prompt.ts";
import type { TurnEnd, TurnStore } from "./turn-store.ts";

/** What one turn may cost. */
export interface TurnLimits {
  /** Times the model is asked. */
  readonly maxIterations: number;
  /** Milliseconds of the whole turn. */
  readonly maxMs: number;
  /** Tokens read and written by the model. */
  readonly maxTokens: number;
}

/** What running a turn works with. */
export interface RunTurnParts extends CallToolParts {
  readonly agent: AgentBackend;
  readonly turns: TurnStore;
  readonly turnLimits: TurnLimits;
}

/** A turn that has begun. */
export interface BegunTurn {
  readonly turn: AgentTurnRow;
  readonly session: SessionRow;
  readonly principal: Principal;
  /** Where links to this runtime start, without a trailing slash. */
  readonly publicUrl: string;
  readonly signal: AbortSignal;
}

interface Progress {
  text: string;
  iteration: number;
  tokens: number;
  readonly toolCalls: ToolCallRecord[];
  readonly messages: AgentMessage[];
}

/** Runs a turn to its end and stores what came of it, whatever that is. */
export async function* runTurn(parts: RunTurnParts, begun: BegunTurn): AsyncGenerator<StreamEvent> {
  const { turn } = begun;
  const progress: Progress = {
    text: "",
    iteration: 0,
    tokens: 0,
    toolCalls: [],
    messages: [{ role: "user", text: turn.message }],
  };
  let end: Pick<TurnEnd, "status" | "error"> = { status: "aborted" };
  try {
    yield { type: "user_message", content: turn.message, turn_id: turn.id };
    yield* runBackend(parts, begun, progress);
    end = { status: "done" };
  } catch (cause) {
    end = endOf(cause, begun.signal);
  } finally {
    const { messages } = progress;
    const now = parts.clock.now();
    await parts.turns.end(turn, { ...end, result: toResult(progress), messages, now });
  }
  const { status, error } = end;
  if (status === "done") yield { type: "done", result: toResult(progress) };
  else if (error !== undefined) {
    yield { type: "error", error: error.code, message: error.message };
  }
}

async function* runBackend(
  parts: RunTurnParts,
  begun: BegunTurn,
  progress: Progress,
): AsyncGenerator<StreamEvent> {
  const { agent, turns, catalog, turnLimits } = parts;
  const { session: row, turn } = begun;
  const { tools } = await catalog.indexOf(row);
  const timeout = AbortSignal.timeout(turnLimits.maxMs);
  const signal = AbortSignal.any([begun.signal, timeout]);
  const events = agent.run({
    session: sessionOf(parts, begun),
    system: systemPrompt(row, tools),
    messages: [...(await turns.memory(row)), { role: "user", text: turn.message }],
    maxIterations: turnLimits.maxIterations,
    signal,
  });
  for await (const event of events) {
    if (event.type === "usage") {
      progress.tokens += event.tokens;
    } else if (event.type === "messages") {
      progress.messages.push(...event.messages);
      checkTokens(progress, turnLimits);
    } else {
      note(progress, event);
      yield event;
    }
  }
  signal.throwIfAborted();
}

type ToldEvent = Extract<StreamEvent, { type: "assistant_text" | "tool_use" | "tool_result" }>;

function note(progress: Progress, event: ToldEvent): void {
  if (event.iteration !== progress.iteration) {
    progress.iteration = event.iteration;
    progress.text = "";
  }
  if (event.type === "assistant_text") progress.text += event.content;
  if (event.type === "tool_result") progress.toolCalls.push(event.toolCall);
}

function checkTokens({ tokens, messages }: Progress, { maxTokens }: TurnLimits): void {
  if (tokens <= maxTokens || messages.at(-1)?.role !== "tool") return;
  throw new RuntimeError("rate_limited", `The turn was stopped after ${tokens} tokens.`);
}

function toResult({ text, toolCalls, iteration }: Progress): SendResult {
  return { message: text, tool_calls: toolCalls, iterations: iteration };
}

/** The session as the agent uses it: every call goes the way of all calls, under a key of the turn. */
function sessionOf(parts: RunTurnParts, begun: BegunTurn): SessionLike {
  const { session, turn, principal, publicUrl } = begun;
  return {
    id: session.id,
    tools: async () => (await parts.catalog.indexOf(session)).tools,
    execute: (tool, params, { signal = begun.signal, toolCall } = {}) =>
      callTool(parts, {
        principal,
        sessionId: session.id,
        call: { tool, input: params, tool_call: { framework: "send", id: toolCall?.id ?? "" } },
        idempotencyKey: keyOf(turn, toolCall?.id),
        publicUrl,
        signal,
      }),
  };
}

function keyOf(turn: AgentTurnRow, toolUseId: string | undefined): string | null {
  if (toolUseId === undefined) return null;
  const key = `${turn.id}:${toolUseId}`;
  return /^[\x21-\x7e]{1,255}$/.test(key) ? key : `${turn.id}:${sha256(toolUseId)}`;
}

function endOf(cause: unknown, caller: AbortSignal): Pick<TurnEnd, "status" | "error"> {
  if (caller.aborted) return { status: "aborted" };
  if (cause instanceof RuntimeError) return { status: "error", error: cause };
  if (cause instanceof Error && cause.name === "TimeoutError") {
    const error = new RuntimeError("provider_timeout", "The turn took too long and was stopped.");
    return { status: "error", error };
  }
  return { status: "error", error: new RuntimeError("internal", undefined, { cause }) };
}
