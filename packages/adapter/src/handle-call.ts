import { callApproved } from "./call-approved.ts";
import type { DefinitionOptions } from "./definition-options.ts";
import { toFailure } from "./outcome/to-failure.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";
import { refuseCutOff } from "./refuse-cut-off.ts";
import type { Toolkit } from "./toolkit.ts";

/**
 * How the calls of a message are made. Give a handler the options its tools were listed with: what
 * is left out is as it was when this session object's tools were last listed.
 */
export interface HandleOptions extends Omit<DefinitionOptions, "onSkip"> {
  /** Stops the calls. */
  readonly signal?: AbortSignal | undefined;
  /**
   * What becomes of a message's calls of tools that the session does not have: the model is told so
   * (`"answer"`), or they get no answer here, so that you give them yours (`"skip"`).
   */
  readonly unknown?: "answer" | "skip" | undefined;
}

/** A call as a message holds it. */
export interface MessageCall {
  /** The model's id of the call; without one no idempotency key is derived. */
  readonly id: string | undefined;
  /** The name the model was shown, or the session's own. */
  readonly name: string;
  /** The arguments, or their JSON text. */
  readonly input: unknown;
  /** Whether the model was stopped while it wrote the call, which is then not made (false). */
  readonly cutOff?: boolean | undefined;
}

/** Makes one call of a message; a tool the session does not have is a failure like any other. */
export async function handleCall(
  toolkit: Toolkit,
  { id, name, input, cutOff }: MessageCall,
  { signal, approve, approval, timeoutMs }: HandleOptions,
): Promise<ToolOutcome> {
  const bound = toolkit.find(name);
  if (bound === undefined) {
    const tool = { name, description: "", input_schema: {}, server: "" };
    return toFailure({ tool, code: "unknown_tool", said: "" });
  }
  if (cutOff === true) return refuseCutOff(bound.tool);
  return callApproved(bound, input, { toolCallId: id, signal, approve, approval, timeoutMs });
}
