import type { ToolData } from "@codespar/protocol";

import type { FailureCode, ToolFailure } from "./tool-outcome.ts";

/**
 * A failed call, for frameworks that want failures thrown; every text of it is safe for a model. Its
 * `cause` is what the session threw, for logs.
 */
export class ToolCallError extends Error {
  override readonly name = "ToolCallError";
  /** Stable reason. */
  readonly code: FailureCode;
  /** Whether it may have taken effect. */
  readonly executed: ToolFailure["executed"];
  /** Facts about the failure. */
  readonly data: ToolData;

  constructor({ code, message, executed, data, cause }: ToolFailure) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.executed = executed;
    this.data = data;
    // Some frameworks show the stack to the model or to the browser.
    this.stack = message;
  }

  /** The message alone: frameworks put it before the model. */
  override toString(): string {
    return this.message;
  }

  /** What may be written down. */
  toJSON(): object {
    const { code, message, executed, data } = this;
    return { code, message, executed, data };
  }
}
