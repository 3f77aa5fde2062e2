import { minorUnits, type Policy } from "@codespar/protocol";
import { policySchema } from "@codespar/protocol/schemas";
import { withoutUndefined } from "@codespar/protocol/validation";

import { RuntimeError } from "../../runtime-error.ts";
import { formRows } from "./form-rows.ts";

/**
 * Reads a policy from its form; rows that were left empty are no rules.
 *
 * @throws RuntimeError `invalid_request` that names the field.
 */
export function readPolicyForm(form: URLSearchParams): Policy {
  const lists = {
    allow_tools: words(form.get("allow_tools")),
    deny_tools: words(form.get("deny_tools")),
    limits: readLimits(form),
    approvals: readApprovals(form),
    quiet_hours: readQuietHours(form),
  };
  const told = Object.entries(lists).filter(([, list]) => list.length > 0);
  const timeZone = (form.get("time_zone") ?? "").trim();
  const parsed = policySchema.safeParse({
    ...Object.fromEntries(told),
    ...(timeZone === "" ? {} : { time_zone: timeZone }),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".") ?? "";
  throw new RuntimeError("invalid_request", `"${field}": ${issue?.message ?? "is invalid"}.`, {
    details: { field },
  });
}

function words(text: string | null): readonly string[] {
  return (text ?? "").split(/[\s,]+/).filter((word) => word !== "");
}

function readLimits(form: URLSearchParams): readonly unknown[] {
  const names = ["limit_currency", "limit_call", "limit_day", "limit_month", "limit_payee"];
  // A currency alone says nothing.
  const rows = formRows(form, names).filter(([, ...values]) =>
    values.some((value) => value !== ""),
  );
  return rows.map(([currency = "", call = "", day = "", month = "", payee = ""]) =>
    withoutUndefined({
      currency: currency.toUpperCase(),
      per_call: amount(call, currency),
      per_day: amount(day, currency),
      per_month: amount(month, currency),
      payee: payee === "" ? undefined : payee,
    }),
  );
}

function readApprovals(form: URLSearchParams): readonly unknown[] {
  const rows = formRows(form, ["ask_on", "ask_currency", "ask_above", "ask_tools"]);
  // A rule that somebody wrote is never dropped in silence.
  const dropped = rows.find(([isOn, ...told]) => isOn !== "on" && told.some((text) => text !== ""));
  if (dropped !== undefined) {
    throw new RuntimeError("invalid_request", "A rule is filled in, and asks nobody.", {
      details: { field: "approvals" },
      problem: { kind: "rule_not_asking", about: dropped.slice(1).join(" ").trim() },
    });
  }
  return rows
    .filter(([isOn]) => isOn === "on")
    .map(([, currency = "", above = "", tools = ""]) => {
      const minor = amount(above, currency);
      const named = words(tools);
      return withoutUndefined({
        tools: named.length === 0 ? undefined : named,
        above:
          minor === undefined
            ? undefined
            : { currency: currency.toUpperCase(), amount_minor: minor },
      });
    });
}

function readQuietHours(form: URLSearchParams): readonly unknown[] {
  const rows = formRows(form, ["quiet_from", "quiet_to", "quiet_tools"]);
  return rows.map(([from, to, tools = ""]) => {
    const named = words(tools);
    return withoutUndefined({ from, to, tools: named.length === 0 ? undefined : named });
  });
}

/** Whole minor units of an amount as people write it: `1500`, `1500.50` or `1500,50`. */
function amount(text: string, currency: string): number | undefined {
  if (text === "") return undefined;
  const decimals = minorUnits(currency.toUpperCase());
  const [, whole = "", , fraction = ""] = /^(\d{1,12})([.,](\d+))?$/.exec(text) ?? [];
  if (whole === "" || fraction.length > decimals) {
    throw new RuntimeError("invalid_request", `"${text}" is not an amount of ${currency}.`, {
      details: { field: "amount" },
      problem: { kind: "amount_unclear", about: `${text} ${currency}`.trim() },
    });
  }
  return Number(`${whole}${fraction.padEnd(decimals, "0")}`);
}
