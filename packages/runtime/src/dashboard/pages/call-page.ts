import type { AuditEntry, PaymentStatusReport } from "@codespar/protocol";
import { html } from "hono/html";

import type { SettlementRow, ToolCallRow } from "../../store/schema.ts";
import { auditChain } from "../fragments/audit-chain.ts";
import { callBadge } from "../fragments/call-badge.ts";
import { csrfForm } from "../fragments/csrf-form.ts";
import { decisionText } from "../fragments/decision-text.ts";
import { facts } from "../fragments/facts.ts";
import { jsonBlock } from "../fragments/json-block.ts";
import { live } from "../fragments/live.ts";
import { missingScope } from "../fragments/missing-scope.ts";
import { onceText } from "../fragments/once-text.ts";
import { paymentPanel } from "../fragments/payment-panel.ts";
import type { Html } from "../html.ts";
import type { ChainNeighbour } from "../queries/read-neighbours.ts";
import type { TimelineItem } from "../queries/timeline-item.ts";
import type { Visit } from "../visit.ts";

/** A call, and all that is known of it. */
export interface CallShown {
  readonly id: string;
  readonly item: TimelineItem;
  /** Absent for a call that was refused. */
  readonly row: ToolCallRow | undefined;
  /** `undefined` where the key may not know. */
  readonly entries: readonly AuditEntry[] | undefined;
  readonly neighbours: readonly ChainNeighbour[];
  readonly payment: PaymentStatusReport | undefined;
  readonly settlement: SettlementRow | undefined;
}

/** The page of one call. */
export function callPage(visit: Visit, shown: CallShown): Html {
  const { id, row, entries, item, payment, settlement } = shown;
  const isUnknown = item.status === "unknown" && row !== undefined;
  const isWaiting = item.status === "running" || payment?.payment_status === "pending";
  const isOver = !isWaiting && !isUnknown;
  const isPaid = settlement !== undefined && payment !== undefined;
  return html`<p class="crumbs">${crumb(visit, item)}</p>
    ${live({
      id: "call",
      path: visit.path,
      csrf: visit.csrf,
      ...(isOver ? { everySeconds: undefined } : {}),
      body: html`<div class="title">
          <h1>${item.tool}</h1>
          ${callBadge(visit.reader.text, item.status)}
        </div>
        ${isUnknown ? resolution(visit, id) : ""}
        <section class="panel">${callFacts(visit, item, row)}</section>
        ${isPaid ? paymentPanel(visit.reader, settlement, payment) : ""}
        ${payloads(visit, item, entries === undefined)}
        ${entries === undefined ? "" : auditChain(visit.reader, entries, shown.neighbours)}`,
    })}`;
}

function crumb({ reader: { text } }: Visit, { sessionId }: TimelineItem): Html {
  return html`<a href="/dashboard/sessions">${text.sessions}</a> ›
    <a href="/dashboard/sessions/${encodeURIComponent(sessionId)}">${sessionId}</a>`;
}

function callFacts(
  { reader: { text, format } }: Visit,
  item: TimelineItem,
  row: ToolCallRow | undefined,
): Html {
  const { durationMs } = item;
  return facts([
    [text.callId, code(item.id)],
    [text.time, format.dateTime(item.at)],
    [text.server, item.server],
    [text.user, item.userId],
    [text.duration, durationMs === null ? null : format.duration(durationMs)],
    [text.policyDecision, decisionText(text, item.decision)],
    [text.errorCode, code(item.errorCode)],
    [text.idempotency, onceText(text, format, item)],
    [text.idempotencyKey, code(row?.idempotency_key)],
    [text.framework, item.framework],
    [text.traceId, code(item.traceId)],
    [text.keyId, code(item.keyId)],
    [text.node, code(row?.node_id)],
  ]);
}

function code(value: string | null | undefined): Html | undefined {
  return value === null || value === undefined ? undefined : html`<code>${value}</code>`;
}

function payloads({ reader: { text } }: Visit, item: TimelineItem, isHidden: boolean): Html {
  if (isHidden) return html`<section class="panel">${missingScope(text, "audit:read")}</section>`;
  return html`<div class="halves">
    <section class="panel">
      <h2>${text.input}</h2>
      ${jsonBlock(item.input)}
    </section>
    <section class="panel">
      <h2>${text.output}</h2>
      ${jsonBlock(item.output)}
    </section>
  </div>`;
}

function resolution({ principal, reader: { text }, csrf }: Visit, id: string): Html {
  const form = csrfForm(csrf, {
    action: `/dashboard/calls/${encodeURIComponent(id)}/resolve`,
    body: html`<fieldset>
        <legend>${text.whatHappened}</legend>
        <label class="choice"
          ><input type="radio" name="outcome" value="executed" id="executed" required />
          ${text.tookEffect}</label
        >
        <label class="choice"
          ><input type="radio" name="outcome" value="not_executed" id="not-executed" />
          ${text.hadNoEffect}</label
        >
      </fieldset>
      <label for="reason">${text.howYouKnow}</label>
      <input id="reason" name="reason" required maxlength="1000" autocomplete="off" />
      <div class="actions"><button class="primary" type="submit">${text.resolve}</button></div>`,
  });
  return html`<section class="panel attention">
    <h2>${text.outcomeUnknown}</h2>
    <p>${text.outcomeUnknownHint}</p>
    ${principal.scopes.includes("approvals:write") ? form : missingScope(text, "approvals:write")}
  </section>`;
}
