import type { ApprovableCall, ApprovalPolicy } from "./approval.ts";
import type { BoundTool, CallContext } from "./bound-tool.ts";
import { toFailure } from "./outcome/to-failure.ts";
import type { ToolFailure, ToolOutcome } from "./outcome/tool-outcome.ts";
import { takeTurn } from "./take-turn.ts";

/** What a person answers: only `true` lets a call through, a `reason` is told to the model. */
export type ApprovalAnswer = boolean | { readonly reason?: string | undefined };

/** Asks a person about a call. */
export type Approve = (call: ApprovableCall) => ApprovalAnswer | Promise<ApprovalAnswer>;

/** Who is asked in a loop that has no pause of its own. */
export interface ApproveOption {
  /** Asked before a call that needs approval (see `approval`); without it such a call is not made. */
  readonly approve?: Approve | undefined;
}

/** Who is asked, and about which calls. */
export interface ApprovalGate extends ApproveOption {
  /** Which calls need approval (the tool's own setting). */
  readonly approval?: ApprovalPolicy | undefined;
  /**
   * Calls with the same queue ask one after another, in the order in which they are made: where a
   * framework knows questions by their number, and asks them all again when a run is resumed.
   */
  readonly queue?: object | undefined;
}

/**
 * Asks about a call that needs approval; nobody is asked about arguments that break the schema. A
 * policy that throws lets nothing through.
 *
 * @returns Why the call must not be made, or `undefined` when it may be.
 */
export async function refuseUnapproved(
  bound: BoundTool,
  written: unknown,
  { approve, approval, queue }: ApprovalGate,
): Promise<ToolFailure | undefined> {
  const { tool } = bound;
  using turn = takeTurn(queue);
  try {
    if (!(await bound.needsApproval(written, approval))) return undefined;
  } catch (cause) {
    // The policy is asked for each call of a message: the others go on.
    const said = "it could not be found out whether it needs approval.";
    return { ...toFailure({ tool, code: "policy_denied", said }), cause };
  }
  if (approve === undefined) {
    const said = "A person must approve this first.";
    return toFailure({ tool, code: "approval_required", said });
  }
  await turn.comes;
  const answer = await approve(bound.approvable(written));
  if (answer === true) return undefined;
  const reason = typeof answer === "object" ? answer.reason : undefined;
  return toFailure({ tool, code: "policy_denied", said: reason ?? "it was not approved." });
}

/** A call in a loop that has no pause of its own. */
export interface ApprovedContext extends CallContext, ApprovalGate {}

/** Makes a call in a loop that has no pause of its own, once it is approved. */
export async function callApproved(
  bound: BoundTool,
  input: unknown,
  context: ApprovedContext,
): Promise<ToolOutcome> {
  const { approve, approval } = context;
  const safely: Approve | undefined = approve && (async (call) => answerOf(approve, call));
  const refused = await refuseUnapproved(bound, input, { approval, approve: safely });
  return refused ?? bound.call(input, context);
}

/** Asking may fail (a chat that is down): then nobody approved, and the other calls go on. */
async function answerOf(approve: Approve, call: ApprovableCall): Promise<ApprovalAnswer> {
  try {
    return await approve(call);
  } catch {
    return { reason: "nobody could be asked to approve it." };
  }
}
