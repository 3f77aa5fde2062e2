import type { SessionLike, ToolCallRecord } from "@codespar/protocol";

/** A call that the model wants made. */
export interface ToolUse {
  /** The model's id of the call. */
  readonly id: string;
  /** The name the model was shown. */
  readonly name: string;
  readonly input: unknown;
}

/** What the model was told about a call. */
export interface ToolUseResult {
  readonly id: string;
  readonly text: string;
  readonly isError: boolean;
}

/** One message of a conversation, in no provider's form. */
export type AgentMessage =
  | { readonly role: "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly toolUses: readonly ToolUse[] }
  | { readonly role: "tool"; readonly results: readonly ToolUseResult[] };

/** One turn for a backend to run. */
export interface AgentRun {
  /** The session's tools; each call is metered, audited and made exactly once. */
  readonly session: SessionLike;
  readonly system: string;
  /** The conversation so far; the last message is the user's. */
  readonly messages: readonly AgentMessage[];
  /** The most the model may be asked. */
  readonly maxIterations: number;
  /** Stops the model and the tools. */
  readonly signal: AbortSignal;
}

/** What happens in a turn. Iterations count from 1. */
export type AgentEvent =
  | { readonly type: "assistant_text"; readonly content: string; readonly iteration: number }
  | ({ readonly type: "tool_use"; readonly iteration: number } & ToolUse)
  | { readonly type: "tool_result"; readonly toolCall: ToolCallRecord; readonly iteration: number }
  /** Messages to remember: of an assistant that used tools only together with their results. */
  | { readonly type: "messages"; readonly messages: readonly AgentMessage[] }
  | { readonly type: "usage"; readonly tokens: number };

/** What runs the loop of model and tools behind `session.send`. */
export interface AgentBackend {
  /** Runs one turn; throws RuntimeError when the model cannot be asked. */
  run(turn: AgentRun): AsyncIterable<AgentEvent>;
}
