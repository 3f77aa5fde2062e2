/** Where a call came from; recorded in the audit row, never interpreted. */
export interface ToolCallOrigin {
  /** The framework's id of this tool call. */
  readonly id?: string;
  /** The framework's id of the run or turn the call belongs to. */
  readonly run_id?: string;
  /** The framework's package name, such as `"ai"`. */
  readonly framework?: string;
  /** The framework's version. */
  readonly framework_version?: string;
  /** The adapter's version. */
  readonly adapter_version?: string;
  /** W3C trace context, if the call is traced. */
  readonly traceparent?: string;
}

/** One request to run a tool: the body of `POST /v1/sessions/:id/execute`. */
export interface ToolCall {
  /** Tool name, as listed. */
  readonly tool: string;
  /** Arguments, unmodified. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Where the call came from. */
  readonly tool_call?: ToolCallOrigin;
}
