import type { JsonSchema } from "@codespar/protocol";

// Structural types: every version of the official client fits them, and none is needed to run.

/** A tool definition of the Messages API. */
export interface ClaudeTool {
  name: string;
  description: string;
  input_schema: { type: "object" } & JsonSchema;
  strict?: boolean;
  defer_loading?: boolean;
  cache_control?: { type: "ephemeral" };
}

/** A call in an assistant message. */
export interface ToolUseBlock {
  readonly id?: string;
  readonly name: string;
  readonly input: unknown;
}

/** An assistant message, as far as this adapter looks at it. */
export interface AssistantMessage {
  readonly content: ReadonlyArray<{ readonly type: string }>;
  /** Why the message ends; after a token limit or a refusal its last call is not made. */
  readonly stop_reason?: string | null | undefined;
}

/** A part of a tool result. */
export type ResultContent =
  | { type: "text"; text: string }
  | { type: "image"; source: { type: "base64"; media_type: ImageType; data: string } };

/** The images the Messages API takes. */
export type ImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp";

/** What a call came to, for the model. */
export interface ToolResultBlock {
  type: "tool_result";
  tool_use_id: string;
  content: ResultContent[];
  is_error?: boolean;
}

/** The one user message that answers every call of an assistant message. */
export interface ToolResultMessage {
  role: "user";
  content: ToolResultBlock[];
}
