import type { ApprovalAnswer, Approve } from "@codespar/adapter";
import { isRecord } from "@codespar/protocol/validation";

/** Pauses a graph until it is resumed, and returns what it was resumed with. */
export type Interrupt = (value: unknown) => unknown;

/** How a graph's node or tool can pause it, where it runs in a graph. */
export function interruptOf(config: object): Interrupt | undefined {
  const interrupt: unknown = Reflect.get(config, "interrupt");
  return isInterrupt(interrupt) ? interrupt : undefined;
}

function isInterrupt(value: unknown): value is Interrupt {
  return typeof value === "function";
}

/** What a graph is interrupted with when a call needs approval. */
export interface ApprovalRequest {
  readonly toolCallId: string;
  /** The session's own name of the tool. */
  readonly tool: string;
  readonly input: unknown;
  readonly reason: "approval_required";
}

/** The answer to one call; resume with them by tool-call id. */
export type ApprovalDecision =
  | { readonly type: "approve" }
  | { readonly type: "reject"; readonly reason?: string | undefined };

/**
 * Asks by interrupting the graph. LangGraph gives one bare value to all that is pending, so only an
 * answer under the call's own id counts; anything else is a rejection.
 */
export function askPerson(interrupt: Interrupt, toolCallId: string | undefined): Approve {
  return ({ tool, input }) => {
    if (toolCallId === undefined) return false;
    const reason = "approval_required";
    const request: ApprovalRequest = { toolCallId, tool: tool.name, input, reason };
    try {
      return toAnswer(interrupt(request), toolCallId);
    } catch (cause) {
      if (isPause(cause)) throw cause;
      return { reason: "nobody can be asked: the graph has no checkpointer." };
    }
  };
}

/** LangGraph pauses by throwing; known by its mark, so that any copy of it will do. */
function isPause(cause: unknown): boolean {
  return cause instanceof Error && Reflect.get(cause, "is_bubble_up") === true;
}

function toAnswer(resumed: unknown, toolCallId: string): ApprovalAnswer {
  const decision = isRecord(resumed) ? resumed[toolCallId] : undefined;
  if (!isRecord(decision)) return false;
  const { type, reason } = decision;
  if (type === "approve") return true;
  return typeof reason === "string" ? { reason } : false;
}
