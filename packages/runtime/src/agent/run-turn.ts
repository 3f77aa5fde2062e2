import type { SendResult, StreamEvent, ToolCallRecord } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { AgentTurnRow, SessionRow } from "../store/schema.ts";
import type { AgentBackend, AgentMessage } from "./agent-backend.ts";
import { createEventQueue } from "./event-queue.ts";
import { systemPrompt } from "./system-prompt.ts";
import { startTurnDeadline, type TurnDeadline } from "./turn-deadline.ts";
import type { TurnLimits } from "./turn-limits.ts";
import { createTurnSession, type TurnSession, type TurnSessionParts } from "./turn-session.ts";
import type { TurnEnd, TurnStore } from "./turn-store.ts";
import { unfinishedNote } from "./unfinished-note.ts";

/** What running a turn works with. */
export interface RunTurnParts extends TurnSessionParts {
  readonly agent: AgentBackend;
  readonly turns: TurnStore;
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

const lost = "The turn was taken for lost, and ended, while it was under way.";

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
  using deadline = startTurnDeadline(parts.turnLimits.maxMs, begun.signal);
  const waiting = createEventQueue<StreamEvent>();
  const session = createTurnSession(parts, {
    begun,
    deadline,
    iteration: () => progress.iteration,
    onApproval(tool_use_id, approval) {
      const { iteration } = progress;
      waiting.push({ type: "approval_required", tool_use_id, approval, iteration });
    },
  });
  let end: Pick<TurnEnd, "status" | "error"> = { status: "aborted" };
  try {
    yield { type: "user_message", content: turn.message, turn_id: turn.id };
    const events = runBackend(parts, { begun, session, deadline, progress });
    yield* waiting.merge(events);
    end = { status: "done" };
  } catch (cause) {
    end = endOf(cause, begun.signal, deadline);
  } finally {
    deadline.stop();
    await session.idle();
    if (end.status !== "done") addUntold(progress, session.records());
    const { messages } = progress;
    const now = parts.clock.now();
    const stored = { ...end, result: toResult(progress), messages, now };
    const wasRunning = await parts.turns.end(turn, stored);
    if (!wasRunning) end = { status: "error", error: new RuntimeError("internal", lost) };
  }
  const { status, error } = end;
  if (status === "done") yield { type: "done", result: toResult(progress) };
  else if (error !== undefined) {
    yield { type: "error", error: error.code, message: error.message };
  }
}

interface RunningTurn {
  readonly begun: BegunTurn;
  readonly session: TurnSession;
  readonly deadline: TurnDeadline;
  readonly progress: Progress;
}

async function* runBackend(
  { agent, turns, turnLimits }: RunTurnParts,
  { begun, session: { session }, deadline: { signal }, progress }: RunningTurn,
): AsyncGenerator<StreamEvent> {
  const { session: row, turn } = begun;
  const events = agent.run({
    session,
    system: systemPrompt(row, await session.tools()),
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

/** Adds what the agent was stopped before it told of, also to what is remembered. */
function addUntold({ toolCalls, messages, text }: Progress, made: readonly ToolCallRecord[]): void {
  const untold = [...made];
  for (const { id } of toolCalls) {
    const told = untold.findIndex((call) => call.id === id);
    if (told >= 0) untold.splice(told, 1);
  }
  toolCalls.push(...untold);
  const unfinished = unfinishedNote({ toolCalls, messages, text });
  if (unfinished !== undefined) messages.push(unfinished);
}

function endOf(
  cause: unknown,
  caller: AbortSignal,
  deadline: TurnDeadline,
): Pick<TurnEnd, "status" | "error"> {
  if (caller.aborted) return { status: "aborted" };
  if (deadline.expired) {
    const error = new RuntimeError("provider_timeout", "The turn took too long and was stopped.");
    return { status: "error", error };
  }
  if (cause instanceof RuntimeError) return { status: "error", error: cause };
  return { status: "error", error: new RuntimeError("internal", undefined, { cause }) };
}
