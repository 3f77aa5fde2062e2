import {
  type ApprovalAnswer,
  type ApprovalPolicy,
  type Approve,
  type BoundTool,
  refuseUnapproved,
  type ToolFailure,
} from "@codespar/adapter";
import { isRecord } from "@codespar/protocol/validation";

import { takeTurn } from "./take-turn.ts";

/** Pauses a graph until it is resumed, and returns what it was resumed with. */
type Interrupt = (value: unknown) => unknown;

/** A call that a person may have to approve. */
export interface AskedCall {
  readonly input: unknown;
  readonly toolCallId: string | undefined;
  /** What the graph's node or tool was given. */
  readonly config: object;
  /** Which calls need approval (the tool's own setting). */
  readonly approval?: ApprovalPolicy | undefined;
}

/** Asks a person about a call that needs approval, where it is made in a graph; why it must not be made. */
export async function askPerson(
  bound: BoundTool,
  { input, toolCallId, config, approval }: AskedCall,
): Promise<ToolFailure | undefined> {
  const interrupt = interruptOf(config);
  if (interrupt === undefined) return refuseUnapproved(bound, input, { approval });
  using turn = takeTurn(config);
  const ask = asker(interrupt, toolCallId);
  const approve: Approve = async (call) => {
    await turn.comes;
    return ask(call);
  };
  return await refuseUnapproved(bound, input, { approval, approve });
}

/** How a graph's node or tool can pause it, where it runs in a graph. */
function interruptOf(config: object): Interrupt | undefined {
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
function asker(interrupt: Interrupt, toolCallId: string | undefined): Approve {
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
