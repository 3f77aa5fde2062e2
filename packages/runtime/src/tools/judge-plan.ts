import type { ErrorCode, MoneyOverlay, ToolData } from "@codespar/protocol";

import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import type { Approvals } from "../policy/approvals.ts";
import { judgeCall, type Objection, type Verdict } from "../policy/judge-call.ts";
import type { JudgingOptions } from "../policy/judging-options.ts";
import { type Money, moneyOfCall } from "../policy/money-of-call.ts";
import type { PolicyStore } from "../policy/policy-store.ts";
import { linkTarget } from "../sessions/session-server-row.ts";
import type { ApprovalRow, ToolCallRow } from "../store/schema.ts";
import type { CallLedger } from "./call-ledger.ts";
import type { Plan } from "./meta-tools/meta-tool.ts";
import type { PendingCall } from "./pending-call.ts";
import type { IndexedTool } from "./tool-index.ts";

/** What judging works with. */
export interface JudgePlanParts {
  readonly directory: ServerDirectory;
  readonly pool: McpPool;
  readonly ledger: CallLedger;
  readonly policies: PolicyStore;
  readonly approvals: Approvals;
}

/** A planned call about to be judged. */
export interface PlannedCall extends JudgingOptions {
  readonly call: PendingCall;
  readonly plan: Exclude<Plan, { kind: "refuse" }>;
  readonly indexed: IndexedTool;
}

/** What the policies make of a planned call. */
export type Judgement =
  | { readonly kind: "run"; readonly call: PendingCall }
  /** It ran before, by an approval that this request used. */
  | { readonly kind: "repeat"; readonly earlier: ToolCallRow }
  | {
      readonly kind: "refuse";
      readonly code: ErrorCode;
      readonly message: string;
      readonly data: ToolData;
    };

/** Judges a planned call by the policies that hold for its session. */
export async function judgePlan(parts: JudgePlanParts, planned: PlannedCall): Promise<Judgement> {
  const { call, indexed, policies = [], decidedApproval } = planned;
  const { isReadOnly, money, via } = effectsOf(parts, planned);
  const verdict = judgeCall([...(await parts.policies.of(call.session)), ...policies], {
    tool: indexed.tool.name,
    via,
    isReadOnly,
    money,
    at: call.calledAt,
  });
  if (verdict.kind === "deny") return refuseByRule(verdict);
  const spending =
    money === undefined || money === "unknown" ? undefined : { money, limits: verdict.limits };
  const permitted = { ...call, spending };
  if (verdict.kind === "allow") return { kind: "run", call: permitted };
  return askFirst(parts, permitted, { verdict, money, decidedApproval });
}

/** The refusal of a call that a rule denies. */
export function refuseByRule({
  ruleId,
  message,
}: Objection): Extract<Judgement, { kind: "refuse" }> {
  return { kind: "refuse", code: "policy_denied", message, data: { rule_id: ruleId, message } };
}

interface Effects {
  readonly isReadOnly: boolean;
  readonly money: Money | "unknown" | undefined;
  /** The tool that serves the call. */
  readonly via: string;
}

/** What a call does, as far as its tool declares it. */
function effectsOf({ directory, pool }: JudgePlanParts, planned: PlannedCall): Effects {
  const { call, plan, indexed } = planned;
  const via = indexed.tool.name;
  const nothing = { isReadOnly: true, money: undefined, via };
  if (plan.kind === "answer") return nothing;
  if (plan.kind === "proxy") {
    return plan.input.method === "GET" ? nothing : { isReadOnly: false, money: "unknown", via };
  }
  const target = linkTarget(call.session, plan.server);
  const served = pool.peek(target)?.tools.find(({ remoteName }) => remoteName === plan.remoteName);
  const { name } = served?.tool ?? { name: via };
  if (call.readOnly) return { ...nothing, via: name };
  if (served === undefined) return { isReadOnly: false, money: "unknown", via };
  const overlay = directory.find(target, plan.server)?.moneyOf(served);
  return { isReadOnly: false, money: moneyOf(overlay, plan, planned), via: name };
}

/** What the server's tool declares counts, and else what the meta-tool does. */
function moneyOf(
  overlay: MoneyOverlay | null | undefined,
  { input, priced }: Extract<Plan, { kind: "call" }>,
  { call, indexed: { target } }: PlannedCall,
): Effects["money"] {
  if (overlay === null) return undefined;
  if (overlay !== undefined) return moneyOfCall(overlay, input) ?? "unknown";
  const declared = target.kind === "meta" ? target.metaTool.money : undefined;
  return (declared && moneyOfCall(declared, priced ?? toData(call.input))) ?? "unknown";
}

function toData(input: unknown): ToolData {
  return typeof input === "object" && input !== null ? { ...input } : {};
}

interface Asked {
  readonly verdict: Extract<Verdict, { kind: "ask" }>;
  readonly money: Effects["money"];
  readonly decidedApproval: string | undefined;
}

/** Lets a call through that was approved; else asks, or tells that it is asked already. */
async function askFirst(
  parts: JudgePlanParts,
  call: PendingCall,
  { verdict, money, decidedApproval }: Asked,
): Promise<Judgement> {
  const known = await parts.approvals.find(call);
  const used = known.find((row) => row.status === "used" && isSameRequest(row, call));
  const earlier =
    used?.tool_call_id === null ? undefined : used && (await parts.ledger.find(used.tool_call_id));
  if (earlier !== undefined) return { kind: "repeat", earlier };
  const denied = known.find(
    (row) => row.status === "denied" && (row.id === decidedApproval || isSameRequest(row, call)),
  );
  if (denied !== undefined) {
    const why = denied.reason === "" ? "" : `: ${denied.reason}`;
    const message = `A person denied this call${why}`;
    const data = { rule_id: denied.rule_id, approval_id: denied.id, message };
    return { kind: "refuse", code: "policy_denied", message, data };
  }
  const approved = known.find(
    ({ status, server, expires_at }) =>
      status === "approved" && server === call.server && expires_at > call.calledAt,
  );
  if (approved !== undefined) return { kind: "run", call: continueApproved(call, approved) };
  const asked = await parts.approvals.ask({ call, money, objection: verdict });
  return {
    kind: "refuse",
    code: "approval_required",
    message: `${asked.message} The request is ${asked.id}.`,
    data: {
      approval_id: asked.id,
      expires_at: new Date(asked.expires_at).toISOString(),
      rule_id: asked.rule_id,
      message: asked.message,
    },
  };
}

/** The approved call goes on under the key it was first made with. */
function continueApproved(call: PendingCall, approved: ApprovalRow): PendingCall {
  const { id, decided_by, idempotency_key } = approved;
  return {
    ...call,
    idempotencyKey: idempotency_key ?? call.idempotencyKey,
    approval: { id, by: `approved by ${decided_by} (${id})`, usedKey: call.idempotencyKey },
  };
}

/** Whether a request is the one that asked, or the one that used the approval. */
function isSameRequest(row: ApprovalRow, { idempotencyKey }: PendingCall): boolean {
  if (idempotencyKey === null) return false;
  return row.idempotency_key === idempotencyKey || row.used_key === idempotencyKey;
}
