import type { AdapterOptions } from "./adapter-options.ts";
import { type ApproveOption, callApproved } from "./call-approved.ts";
import { toFailure } from "./outcome/to-failure.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";
import type { Toolkit } from "./toolkit.ts";

/** How the calls of a message are made; `naming` must be the same as when tools were listed. */
export interface HandleOptions
  extends
    ApproveOption,
    Pick<AdapterOptions, "approval" | "maxResultChars" | "naming" | "timeoutMs"> {
  /** Stops the calls. */
  readonly signal?: AbortSignal | undefined;
}

/** A call as a message holds it. */
export interface MessageCall {
  /** The model's id of the call; without one no idempotency key is derived. */
  readonly id: string | undefined;
  /** The name the model was shown, or the session's own. */
  readonly name: string;
  /** The arguments, or their JSON text. */
  readonly input: unknown;
}

/** Makes one call of a message; a tool the session does not have is a failure like any other. */
export async function handleCall(
  toolkit: Toolkit,
  { id, name, input }: MessageCall,
  { signal, approve, approval, timeoutMs }: HandleOptions,
): Promise<ToolOutcome> {
  const bound = toolkit.find(name);
  if (bound === undefined) {
    const tool = { name, description: "", input_schema: {}, server: "" };
    return toFailure({ tool, code: "unknown_tool", said: "" });
  }
  return callApproved(bound, input, { toolCallId: id, signal, approve, approval, timeoutMs });
}
