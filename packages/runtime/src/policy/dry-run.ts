import { type JudgedCall, judgeCall, type PeriodLimit, type ScopedPolicy } from "./judge-call.ts";
import type { Money } from "./money-of-call.ts";
import { toPayee } from "./to-payee.ts";

/** Money that was spent before the calls of a dry run. */
export interface EarlierSpending {
  readonly money: Money;
  readonly at: number;
}

/** What a policy would have made of a call. */
export interface DryRunVerdict {
  readonly kind: "allow" | "deny" | "ask";
  /** The rule that stands in its way; empty when none does. */
  readonly ruleId: string;
}

/**
 * Judges calls one after another as if a project's policy had held: what it would have let through
 * counts as spent for those that follow, and what it would have asked about counts as approved.
 *
 * @param calls The oldest first.
 */
export function dryRun(
  policies: readonly ScopedPolicy[],
  calls: readonly JudgedCall[],
  earlier: readonly EarlierSpending[],
): readonly DryRunVerdict[] {
  const spent = [...earlier];
  return calls.map((call) => {
    const verdict = judgeCall(policies, call);
    if (verdict.kind === "deny") return { kind: "deny", ruleId: verdict.ruleId };
    const { money } = call;
    if (money === undefined || money === "unknown") return toVerdict(verdict);
    const passed = verdict.limits.find(
      (limit) => sum(spent, limit, call.at) + money.amountMinor > limit.maxMinor,
    );
    if (passed !== undefined) return { kind: "deny", ruleId: passed.ruleId };
    spent.push({ money, at: call.at });
    return toVerdict(verdict);
  });
}

function toVerdict(verdict: {
  readonly kind: "allow" | "ask";
  readonly ruleId?: string;
}): DryRunVerdict {
  return { kind: verdict.kind, ruleId: verdict.ruleId ?? "" };
}

function sum(spent: readonly EarlierSpending[], limit: PeriodLimit, until: number): number {
  return spent
    .filter(
      ({ money, at }) =>
        at >= limit.since &&
        at <= until &&
        money.currency === limit.currency &&
        (limit.payee === undefined || limit.payee === toPayee(money.payee)),
    )
    .reduce((total, { money }) => total + money.amountMinor, 0);
}
