import type { ApprovalRequest } from "./approval-request.ts";
import type { ErrorCode } from "./error-code.ts";

/** One tool call inside an agent turn. */
export interface ToolCallRecord {
  /** The model's id of the call. */
  readonly id: string;
  /** Tool name, as listed. */
  readonly tool_name: string;
  /** The server that ran it. */
  readonly server_id: string;
  /** Whether the tool did what was asked. */
  readonly status: "success" | "error";
  /** Milliseconds, whole. */
  readonly duration_ms: number;
  /** What the model asked for. */
  readonly input: unknown;
  /** What it was told. */
  readonly output: unknown;
  /** `null` on success. */
  readonly error_code: ErrorCode | null;
}

/** What a finished agent turn produced. */
export interface SendResult {
  /** The agent's last words. */
  readonly message: string;
  /** Every call it made, in order. */
  readonly tool_calls: readonly ToolCallRecord[];
  /** Model turns it took. */
  readonly iterations: number;
}

/** One event of a streamed agent turn. */
export type StreamEvent =
  | {
      readonly type: "user_message";
      readonly content: string;
      /** The turn, which `GET …/turns/{turn_id}` tells of later. */
      readonly turn_id: string;
    }
  | { readonly type: "assistant_text"; readonly content: string; readonly iteration: number }
  | {
      readonly type: "tool_use";
      readonly id: string;
      readonly name: string;
      readonly input: unknown;
      readonly iteration: number;
    }
  /** A call waits for a person. Its `tool_use` came before; its `tool_result` tells how it ended. */
  | {
      readonly type: "approval_required";
      /** The model's id of the call. */
      readonly tool_use_id: string;
      /** What a person is asked; `approval.id` is what is decided on. */
      readonly approval: ApprovalRequest;
      readonly iteration: number;
    }
  | { readonly type: "tool_result"; readonly toolCall: ToolCallRecord; readonly iteration: number }
  | { readonly type: "done"; readonly result: SendResult }
  | { readonly type: "error"; readonly error: ErrorCode; readonly message: string };
