import type { ErrorCode, ToolData } from "@codespar/protocol";

/** What a provider would have refused. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  /** Stable reason. */
  readonly code: ErrorCode;
  /** Facts about the refusal. */
  readonly data: ToolData;

  constructor(code: ErrorCode, message: string, data: ToolData = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
