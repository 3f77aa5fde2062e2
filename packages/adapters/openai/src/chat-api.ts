import type { JsonSchema } from "@codespar/protocol";

// Structural types: every version of the official client fits them, and none is needed to run.

/** A tool definition of the Chat Completions API. */
export interface ChatTool {
  type: "function";
  function: {
    name: string;
    description: string;
    parameters: Record<string, unknown> & JsonSchema;
    strict: boolean;
  };
}

/** A call in an assistant message. */
export interface ChatToolCall {
  readonly id: string;
  readonly type?: string;
  readonly function?: { readonly name: string; readonly arguments: string };
}

/** An assistant message, as far as this adapter looks at it. */
export interface ChatMessage {
  readonly tool_calls?: readonly ChatToolCall[] | null | undefined;
}

/** A choice of a completion: the message, and why it ends. */
export interface ChatChoice {
  readonly message: ChatMessage;
  /** After `"length"` and `"content_filter"` the last call is not made. */
  readonly finish_reason?: string | null | undefined;
}

/** The answer to one call; the Chat Completions API takes text only. */
export interface ChatToolMessage {
  role: "tool";
  tool_call_id: string;
  content: string;
}
