import { type ApprovableCall, type ApprovalPolicy, needsApproval } from "./approval.ts";
import type { BoundTool, CallContext } from "./bound-tool.ts";
import { toFailure } from "./outcome/to-failure.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";

/** Asks a person about a call; only `true` lets it through. */
export type Approve = (call: ApprovableCall) => boolean | Promise<boolean>;

/** A call in a loop that has no pause of its own. */
export interface ApprovedContext extends CallContext {
  readonly approve?: Approve | undefined;
  /** Which calls need approval (the tool's own setting). */
  readonly approval?: ApprovalPolicy | undefined;
}

/**
 * Makes a call in a loop that has no pause of its own: a call that needs approval is made only
 * when `approve` says so.
 */
export async function callApproved(
  bound: BoundTool,
  input: unknown,
  context: ApprovedContext,
): Promise<ToolOutcome> {
  const { tool } = bound;
  const validated = bound.validate(input);
  if (!validated.ok) return bound.call(input, context);
  const gated = await (context.approval === undefined
    ? bound.needsApproval(validated.input)
    : needsApproval(context.approval, { tool, input: validated.input }));
  if (!gated) return bound.call(input, context);
  const approved = await context.approve?.({ tool, input: validated.input });
  if (approved === true) return bound.call(input, context);
  const code = approved === undefined ? "approval_required" : "policy_denied";
  return toFailure({ tool, code, said: approved === undefined ? "" : "it was not approved." });
}
