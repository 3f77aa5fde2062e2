import type { ApprovalRule, Policy, QuietHours, SpendingLimit } from "@codespar/protocol";
import { html } from "hono/html";

import { minorUnits } from "../../policy/minor-units.ts";
import type { Html } from "../html.ts";
import type { Reader } from "../reader/read-reader.ts";

/** Writes the form of a policy: its rules, and an empty row of each kind. */
export function policyFields({ text }: Reader, policy: Policy): Html {
  const {
    limits = [],
    approvals = [],
    quiet_hours = [],
    allow_tools = [],
    deny_tools = [],
  } = policy;
  return html`<section class="panel">
      <h2>${text.limits}</h2>
      <p class="soft">${text.limitsHint}</p>
      ${[...limits, undefined].map((limit, index) => limitRow(text, limit, index))}
    </section>
    <section class="panel">
      <h2>${text.approvalRules}</h2>
      <p class="soft">${text.approvalRulesHint}</p>
      ${[...approvals, undefined].map((rule, index) => approvalRow(text, rule, index))}
    </section>
    <section class="panel">
      <h2>${text.toolRules}</h2>
      <p class="soft">${text.toolRulesHint}</p>
      <div class="fields">
        ${area("allow_tools", text.allowTools, allow_tools)}
        ${area("deny_tools", text.denyTools, deny_tools)}
      </div>
    </section>
    <section class="panel">
      <h2>${text.quietHours}</h2>
      <p class="soft">${text.quietHoursHint}</p>
      ${[...quiet_hours, undefined].map((hours, index) => quietRow(text, hours, index))}
      <div class="fields">
        ${field("time_zone", text.timeZone, { value: policy.time_zone, placeholder: "UTC" })}
      </div>
    </section>`;
}

type Text = Reader["text"];

function limitRow(text: Text, limit: SpendingLimit | undefined, index: number): Html {
  const money = (minor: number | undefined): string | undefined =>
    minor === undefined ? undefined : plain(minor, limit?.currency ?? "");
  return html`<fieldset class="fields">
    <legend>${limit === undefined ? text.newRule : text.rule} ${String(index + 1)}</legend>
    ${field("limit_currency", text.currency, { value: limit?.currency, index, placeholder: "BRL" })}
    ${field("limit_call", text.perCall, { value: money(limit?.per_call), index, isAmount: true })}
    ${field("limit_day", text.perDay, { value: money(limit?.per_day), index, isAmount: true })}
    ${field("limit_month", text.perMonth, { value: money(limit?.per_month), index, isAmount: true })}
    ${field("limit_payee", text.payee, { value: limit?.payee, index, placeholder: text.allPayees })}
  </fieldset>`;
}

function approvalRow(text: Text, rule: ApprovalRule | undefined, index: number): Html {
  const { above, tools } = rule ?? {};
  return html`<fieldset class="fields">
    <legend>${rule === undefined ? text.newRule : text.rule} ${String(index + 1)}</legend>
    <div>
      <label for="ask_on-${String(index)}">${text.askAPerson}</label>
      <select id="ask_on-${String(index)}" name="ask_on">
        <option value="on" ${rule === undefined ? "" : "selected"}>${text.yes}</option>
        <option value="" ${rule === undefined ? "selected" : ""}>${text.no}</option>
      </select>
    </div>
    ${field("ask_currency", text.currency, { value: above?.currency, index, placeholder: "BRL" })}
    ${field("ask_above", text.above, {
      value: above === undefined ? undefined : plain(above.amount_minor, above.currency),
      index,
      isAmount: true,
    })}
    ${field("ask_tools", text.tools, { value: tools?.join(" "), index, placeholder: text.allPayments })}
  </fieldset>`;
}

function quietRow(text: Text, hours: QuietHours | undefined, index: number): Html {
  return html`<fieldset class="fields">
    <legend>${hours === undefined ? text.newRule : text.rule} ${String(index + 1)}</legend>
    ${field("quiet_from", text.from, { value: hours?.from, index, type: "time" })}
    ${field("quiet_to", text.to, { value: hours?.to, index, type: "time" })}
    ${field("quiet_tools", text.tools, {
      value: hours?.tools?.join(" "),
      index,
      placeholder: text.allPayments,
    })}
  </fieldset>`;
}

interface Field {
  readonly value: string | undefined;
  readonly index?: number;
  readonly placeholder?: string;
  readonly type?: "text" | "time";
  readonly isAmount?: boolean;
}

function field(name: string, label: string, content: Field): Html {
  const { value = "", index = 0, placeholder = "", type = "text", isAmount = false } = content;
  const id = `${name}-${index}`;
  return html`<div>
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      value="${value}"
      placeholder="${placeholder}"
      ${isAmount ? html`inputmode="decimal" pattern="\\d{1,12}([.,]\\d{1,3})?"` : ""}
      autocomplete="off"
    />
  </div>`;
}

function area(name: string, label: string, values: readonly string[]): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <textarea id="${name}" name="${name}" rows="4" spellcheck="false">
${values.join("\n")}</textarea>
  </div>`;
}

/** An amount as people type it, with the decimals of its currency. */
function plain(minor: number, currency: string): string {
  const decimals = minorUnits(currency);
  return (minor / 10 ** decimals).toFixed(decimals);
}
