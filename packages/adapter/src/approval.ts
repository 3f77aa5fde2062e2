import type { Tool } from "@codespar/protocol";

/** A call that somebody may have to approve. */
export interface ApprovableCall {
  readonly tool: Tool;
  readonly input: unknown;
}

/**
 * Which calls pause for a person: those of tools that say they are destructive (money-moving tools
 * do), of all tools that change something, of all tools, of none, or whatever a function decides.
 */
export type ApprovalPolicy =
  | "never"
  | "destructive"
  | "writes"
  | "always"
  | ((call: ApprovableCall) => boolean | Promise<boolean>);

/** Whether a call must be approved. */
export async function needsApproval(
  policy: ApprovalPolicy,
  call: ApprovableCall,
): Promise<boolean> {
  return typeof policy === "function" ? policy(call) : isGated(policy, call.tool);
}

function isGated(policy: Exclude<ApprovalPolicy, Function>, { annotations = {} }: Tool): boolean {
  if (policy === "destructive") return annotations.destructiveHint === true;
  if (policy === "writes") return annotations.readOnlyHint !== true;
  return policy === "always";
}

/** Whether any call of a tool may have to be approved: some frameworks treat such tools apart. */
export function mayNeedApproval(policy: ApprovalPolicy, tool: Tool): boolean {
  if (typeof policy === "function") return true;
  return isGated(policy, tool);
}
