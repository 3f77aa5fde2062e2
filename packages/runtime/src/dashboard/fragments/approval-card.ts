import type { ApprovalRequest } from "@codespar/protocol";
import { html } from "hono/html";

import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";
import type { Visit } from "../visit.ts";
import { badge, type Tone } from "./badge.ts";
import { csrfForm } from "./csrf-form.ts";
import { facts } from "./facts.ts";
import { jsonBlock } from "./json-block.ts";

const tones: Readonly<Record<ApprovalRequest["status"], Tone>> = {
  pending: "busy",
  approved: "good",
  used: "good",
  denied: "bad",
  expired: "plain",
};

/** A request for an approval, as it is shown. */
export interface ApprovalCard {
  readonly request: ApprovalRequest;
  readonly now: number;
}

/** Writes what waits for a person: what it would do in plain words, exactly with what, and the decision. */
export function approvalCard(visit: Visit, { request, now }: ApprovalCard): Html {
  const { text, format } = visit.reader;
  const id = encodeURIComponent(request.id);
  const expiresAt = Date.parse(request.expires_at);
  return html`<article class="panel approval" id="approval-${request.id}">
    <header class="line">
      <h2><a href="/dashboard/approvals/${id}">${askedFor(visit, request)}</a></h2>
      ${badge(tones[request.status], text.approvalStatus[request.status])}
    </header>
    ${facts([
      [text.tool, html`<code>${request.tool}</code>`],
      [text.server, request.server],
      [text.user, request.user_id],
      [
        text.session,
        html`<a href="/dashboard/sessions/${encodeURIComponent(request.session_id)}"
          >${request.session_id}</a
        >`,
      ],
      [text.asked, format.dateTime(Date.parse(request.requested_at))],
      [
        text.expires,
        request.status === "pending"
          ? `${format.dateTime(expiresAt)} (${format.relative(expiresAt, now)})`
          : null,
      ],
      [text.why, html`${whyAsked(text, request.rule_id)} <code>${request.rule_id}</code>`],
      ...decided(visit, request),
    ])}
    <h3>${text.exactArguments}</h3>
    ${jsonBlock(request.input)} ${request.status === "pending" ? decision(visit, request) : ""}
  </article>`;
}

function decided({ reader }: Visit, request: ApprovalRequest) {
  const { text, format } = reader;
  const call = request.tool_call_id;
  return [
    [text.decidedAt, request.decided_at && format.dateTime(Date.parse(request.decided_at))],
    [text.decidedBy, request.decided_by && html`<code>${request.decided_by}</code>`],
    [text.reason, request.reason],
    [
      text.call,
      call === null
        ? null
        : html`<a href="/dashboard/calls/${encodeURIComponent(call)}">${call}</a>`,
    ],
  ] as const;
}

/** What a call would do, in words that need no knowledge of tools. */
export function askedFor({ reader }: Pick<Visit, "reader">, request: ApprovalRequest): string {
  const { text, format } = reader;
  const { amount_minor: amount, currency, payee, tool } = request;
  if (amount === null || currency === null) return text.wantsToRun(tool);
  const money = format.money(amount, currency);
  return payee === "" ? text.wantsToPay(money) : text.wantsToPayTo(money, payee);
}

function whyAsked(text: Messages, ruleId: string): string {
  return ruleId.endsWith("unknown_amount") ? text.whyUnknownAmount : text.whyRule;
}

function decision({ csrf, principal, reader }: Visit, { id }: ApprovalRequest): Html {
  const { text } = reader;
  if (!principal.scopes.includes("approvals:write")) {
    return html`<p class="soft">${text.missingScopeHint} <code>approvals:write</code></p>`;
  }
  return csrfForm(csrf, {
    action: `/dashboard/approvals/${encodeURIComponent(id)}`,
    className: "decision",
    body: html`<label for="reason-${id}">${text.reasonOptional}</label>
      <input id="reason-${id}" name="reason" maxlength="1000" autocomplete="off" />
      <div class="actions">
        <button class="primary" id="approve-${id}" type="submit" name="decision" value="approve">
          ${text.approve}
        </button>
        <button class="danger" id="deny-${id}" type="submit" name="decision" value="deny">
          ${text.deny}
        </button>
      </div>`,
  });
}
