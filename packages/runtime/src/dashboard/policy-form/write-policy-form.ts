import {
  minorUnits,
  type ApprovalRule,
  type Policy,
  type QuietHours,
  type SpendingLimit,
} from "@codespar/protocol";

type Row = ReadonlyArray<readonly [name: string, value: string | undefined]>;

/** Writes a policy as its form would send it. */
export function writePolicyForm(policy: Policy): URLSearchParams {
  const { limits = [], approvals = [], quiet_hours = [] } = policy;
  const rows = [...limits.map(toLimit), ...approvals.map(toApproval), ...quiet_hours.map(toQuiet)];
  const form = new URLSearchParams();
  for (const [name, value = ""] of rows.flat()) form.append(name, value);
  form.set("allow_tools", (policy.allow_tools ?? []).join("\n"));
  form.set("deny_tools", (policy.deny_tools ?? []).join("\n"));
  form.set("time_zone", policy.time_zone ?? "");
  return form;
}

function toLimit({ currency, per_call, per_day, per_month, payee }: SpendingLimit): Row {
  return [
    ["limit_currency", currency],
    ["limit_call", plain(per_call, currency)],
    ["limit_day", plain(per_day, currency)],
    ["limit_month", plain(per_month, currency)],
    ["limit_payee", payee],
  ];
}

function toApproval({ above, tools }: ApprovalRule): Row {
  return [
    ["ask_on", "on"],
    ["ask_currency", above?.currency],
    ["ask_above", above && plain(above.amount_minor, above.currency)],
    ["ask_tools", tools?.join(" ")],
  ];
}

function toQuiet({ from, to, tools }: QuietHours): Row {
  return [
    ["quiet_from", from],
    ["quiet_to", to],
    ["quiet_tools", tools?.join(" ")],
  ];
}

/** An amount as people type it, with the decimals of its currency. */
function plain(minor: number | undefined, currency: string): string | undefined {
  if (minor === undefined) return undefined;
  const decimals = minorUnits(currency);
  return (minor / 10 ** decimals).toFixed(decimals);
}
