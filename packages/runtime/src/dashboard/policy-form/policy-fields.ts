import { html } from "hono/html";

import type { Html } from "../html.ts";
import type { Reader } from "../reader/read-reader.ts";
import { formRows } from "./form-rows.ts";

const limitNames = ["limit_currency", "limit_call", "limit_day", "limit_month", "limit_payee"];
const approvalNames = ["ask_on", "ask_currency", "ask_above", "ask_tools"];
const quietNames = ["quiet_from", "quiet_to", "quiet_tools"];

/** Writes the form of a policy as it was filled in: its rules, and an empty row of each kind. */
export function policyFields({ text }: Reader, form: URLSearchParams): Html {
  const rows = (
    names: readonly string[],
    write: (text: Text, row: readonly string[] | undefined, index: number) => Html,
  ): readonly Html[] =>
    [...formRows(form, names), undefined].map((row, index) => write(text, row, index));
  return html`<section class="panel">
      <h2>${text.limits}</h2>
      <p class="soft">${text.limitsHint}</p>
      ${rows(limitNames, limitRow)}
    </section>
    <section class="panel">
      <h2>${text.approvalRules}</h2>
      <p class="soft">${text.approvalRulesHint}</p>
      ${rows(approvalNames, approvalRow)}
    </section>
    <section class="panel">
      <h2>${text.toolRules}</h2>
      <p class="soft">${text.toolRulesHint}</p>
      <div class="fields">
        ${area("allow_tools", text.allowTools, form)} ${area("deny_tools", text.denyTools, form)}
      </div>
    </section>
    <section class="panel">
      <h2>${text.quietHours}</h2>
      <p class="soft">${text.quietHoursHint}</p>
      ${rows(quietNames, quietRow)}
      <div class="fields">
        ${field("time_zone", text.timeZone, {
          value: form.get("time_zone") ?? "",
          placeholder: "UTC",
        })}
      </div>
    </section>`;
}

type Text = Reader["text"];

function limitRow(text: Text, row: readonly string[] | undefined, index: number): Html {
  const [currency, perCall, perDay, perMonth, payee] = row ?? [];
  return html`<fieldset class="fields">
    ${legend(text, row, index)}
    ${field("limit_currency", text.currency, { value: currency, index, placeholder: "BRL" })}
    ${field("limit_call", text.perCall, { value: perCall, index, isAmount: true })}
    ${field("limit_day", text.perDay, { value: perDay, index, isAmount: true })}
    ${field("limit_month", text.perMonth, { value: perMonth, index, isAmount: true })}
    ${field("limit_payee", text.payee, { value: payee, index, placeholder: text.allPayees })}
  </fieldset>`;
}

function approvalRow(text: Text, row: readonly string[] | undefined, index: number): Html {
  const [isOn = "", currency, above, tools] = row ?? [];
  return html`<fieldset class="fields">
    ${legend(text, row, index)}
    <div>
      <label for="ask_on-${String(index)}">${text.askAPerson}</label>
      <select id="ask_on-${String(index)}" name="ask_on">
        <option value="on" ${isOn === "on" ? "selected" : ""}>${text.yes}</option>
        <option value="" ${isOn === "on" ? "" : "selected"}>${text.no}</option>
      </select>
    </div>
    ${field("ask_currency", text.currency, { value: currency, index, placeholder: "BRL" })}
    ${field("ask_above", text.above, { value: above, index, isAmount: true })}
    ${field("ask_tools", text.tools, { value: tools, index, placeholder: text.allPayments })}
  </fieldset>`;
}

function quietRow(text: Text, row: readonly string[] | undefined, index: number): Html {
  const [from, to, tools] = row ?? [];
  return html`<fieldset class="fields">
    ${legend(text, row, index)}
    ${field("quiet_from", text.from, { value: from, index, type: "time" })}
    ${field("quiet_to", text.to, { value: to, index, type: "time" })}
    ${field("quiet_tools", text.tools, { value: tools, index, placeholder: text.allPayments })}
  </fieldset>`;
}

function legend(text: Text, row: readonly string[] | undefined, index: number): Html {
  return html`<legend>
    ${row === undefined ? text.newRule : text.rule} ${String(index + 1)}
  </legend>`;
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

function area(name: string, label: string, form: URLSearchParams): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <textarea id="${name}" name="${name}" rows="4" spellcheck="false">
${form.get(name) ?? ""}</textarea>
  </div>`;
}
