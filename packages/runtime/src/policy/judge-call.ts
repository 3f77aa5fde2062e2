import type { ApprovalRule, Policy, QuietHours, SpendingLimit } from "@codespar/protocol";

import { localTime } from "./local-time.ts";
import { matchesTool } from "./matches-tool.ts";
import type { Money } from "./money-of-call.ts";
import { toPayee } from "./to-payee.ts";

/** What a policy holds for. */
export type PolicyScope = "project" | "session" | "turn";

/** A policy, and what it holds for. */
export interface ScopedPolicy {
  readonly scope: PolicyScope;
  readonly policy: Policy;
}

/** What a policy looks at. */
export interface JudgedCall {
  /** The name it is called by. */
  readonly tool: string;
  /** The tool of a server that serves it. */
  readonly via: string;
  /** Whether it changes nothing. */
  readonly isReadOnly: boolean;
  /** What it moves; `undefined` when it moves none, `"unknown"` when nobody can tell. */
  readonly money: Money | "unknown" | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A limit on what is spent over a time. */
export interface PeriodLimit {
  readonly ruleId: string;
  readonly scope: PolicyScope;
  readonly currency: string;
  /** Only what this payee was paid, as `toPayee` writes it. */
  readonly payee: string | undefined;
  /** When the day or month began. */
  readonly since: number;
  readonly maxMinor: number;
  /** The period, for people. */
  readonly period: "day" | "month";
}

/** A rule that stands in the way of a call. */
export interface Objection {
  readonly ruleId: string;
  /** For people and models: what the rule says. */
  readonly message: string;
}

/** What policies make of a call. */
export type Verdict =
  | { readonly kind: "allow"; readonly limits: readonly PeriodLimit[] }
  | ({ readonly kind: "deny" } & Objection)
  | ({ readonly kind: "ask"; readonly limits: readonly PeriodLimit[] } & Objection);

/** Judges a call by every policy that holds for it: one that denies wins over one that asks. */
export function judgeCall(policies: readonly ScopedPolicy[], call: JudgedCall): Verdict {
  const denial = first(policies, (policy) => deny(policy, call));
  if (denial !== undefined) return { kind: "deny", ...denial };
  const limits = policies.flatMap((policy) => periodLimits(policy, call));
  const question = first(policies, (policy) => ask(policy, call));
  return question === undefined ? { kind: "allow", limits } : { kind: "ask", limits, ...question };
}

function first<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function deny({ scope, policy }: ScopedPolicy, call: JudgedCall): Objection | undefined {
  const { allow_tools, deny_tools = [], limits = [], quiet_hours = [] } = policy;
  const { tool } = call;
  if (concernsTool(deny_tools, call)) {
    return { ruleId: `${scope}.deny_tools`, message: `${tool} is not allowed.` };
  }
  if (allow_tools !== undefined && !matchesTool(allow_tools, tool)) {
    return { ruleId: `${scope}.allow_tools`, message: `${tool} is not among the allowed tools.` };
  }
  if (call.isReadOnly) return undefined;
  const timeZone = policy.time_zone ?? "UTC";
  return (
    first([...quiet_hours.entries()], ([index, hours]) =>
      isQuiet(hours, call, timeZone)
        ? {
            ruleId: `${scope}.quiet_hours[${index}]`,
            message: `Nothing like this is done from ${hours.from} to ${hours.to} (${timeZone}).`,
          }
        : undefined,
    ) ??
    first([...limits.entries()], ([index, limit]) =>
      exceedsPerCall(limit, call)
        ? {
            ruleId: `${scope}.limits[${index}].per_call`,
            message: `${scope === "turn" ? "This turn may still" : "One call may"} move at most ${limit.per_call} minor units of ${limit.currency}.`,
          }
        : undefined,
    )
  );
}

/** A rule about a server's tool holds also when a meta-tool calls it. */
function concernsTool(patterns: readonly string[], { tool, via }: JudgedCall): boolean {
  return matchesTool(patterns, tool) || matchesTool(patterns, via);
}

function isQuiet({ from, to, tools }: QuietHours, call: JudgedCall, timeZone: string): boolean {
  const applies = tools === undefined ? call.money !== undefined : concernsTool(tools, call);
  if (!applies) return false;
  const { minuteOfDay } = localTime(call.at, timeZone);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start <= end
    ? minuteOfDay >= start && minuteOfDay < end
    : minuteOfDay >= start || minuteOfDay < end;
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function exceedsPerCall(limit: SpendingLimit, { money }: JudgedCall): boolean {
  if (money === undefined || money === "unknown" || limit.per_call === undefined) return false;
  return concerns(limit, money) && money.amountMinor > limit.per_call;
}

function concerns({ currency, payee }: SpendingLimit, money: Money): boolean {
  const isPaid = (): boolean => payee === "*" || toPayee(payee ?? "") === toPayee(money.payee);
  return money.currency === currency && (payee === undefined || isPaid());
}

function periodLimits({ scope, policy }: ScopedPolicy, { money, at }: JudgedCall): PeriodLimit[] {
  if (money === undefined || money === "unknown") return [];
  const { dayStart, monthStart } = localTime(at, policy.time_zone ?? "UTC");
  return [...(policy.limits ?? []).entries()].flatMap(([index, limit]) => {
    if (!concerns(limit, money)) return [];
    const base = {
      scope,
      currency: limit.currency,
      payee: limit.payee === undefined ? undefined : toPayee(money.payee),
    };
    const ruleId = `${scope}.limits[${index}]`;
    const { per_day, per_month } = limit;
    return [
      ...(per_day === undefined
        ? []
        : [
            {
              ...base,
              ruleId: `${ruleId}.per_day`,
              since: dayStart,
              maxMinor: per_day,
              period: "day" as const,
            },
          ]),
      ...(per_month === undefined
        ? []
        : [
            {
              ...base,
              ruleId: `${ruleId}.per_month`,
              since: monthStart,
              maxMinor: per_month,
              period: "month" as const,
            },
          ]),
    ];
  });
}

function ask({ scope, policy }: ScopedPolicy, call: JudgedCall): Objection | undefined {
  const { approvals = [], limits = [] } = policy;
  if (call.isReadOnly) return undefined;
  const rule = first([...approvals.entries()], ([index, approval]) =>
    asksFor(approval, call)
      ? { ruleId: `${scope}.approvals[${index}]`, message: "A person must approve this call." }
      : undefined,
  );
  if (rule !== undefined) return rule;
  const isCounted = limits.length > 0 || approvals.some(({ above }) => above !== undefined);
  if (call.money !== "unknown" || !isCounted) return undefined;
  return {
    ruleId: `${scope}.unknown_amount`,
    message: "Nobody can tell how much this call moves, so that a person must approve it.",
  };
}

function asksFor({ tools, above }: ApprovalRule, call: JudgedCall): boolean {
  const { money } = call;
  const applies = tools === undefined ? money !== undefined : concernsTool(tools, call);
  if (!applies || above === undefined) return applies;
  if (money === undefined || money === "unknown") return false;
  return money.currency === above.currency && money.amountMinor > above.amount_minor;
}
