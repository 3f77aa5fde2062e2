import type { PaymentStatusReport } from "@codespar/protocol";
import { html } from "hono/html";

import type { SettlementRow } from "../../store/schema.ts";
import type { Html } from "../html.ts";
import type { Reader } from "../reader/read-reader.ts";
import { badge, type Tone } from "./badge.ts";
import { facts } from "./facts.ts";
import { qrCode } from "./qr-code.ts";

const tones: Readonly<Record<PaymentStatusReport["payment_status"], Tone>> = {
  pending: "busy",
  succeeded: "good",
  failed: "bad",
  refunded: "warn",
  unknown: "plain",
};

/** Writes where a call's payment is, with the code that pays it while it can be paid. */
export function paymentPanel(
  { text, format }: Reader,
  settlement: SettlementRow,
  { payment_status: status, events }: PaymentStatusReport,
): Html {
  const { pix_code: code, currency } = settlement;
  return html`<section class="panel">
    <div class="line">
      <h2>${text.payment}</h2>
      ${badge(tones[status], text.paymentStatus[status])}
    </div>
    <div class="payment">
      ${code === null || status !== "pending" ? "" : qrCode(code, text.pixQr)}
      <div>
        ${facts([
          [text.amount, format.money(settlement.amount_minor, currency)],
          [
            text.refunded,
            settlement.refunded_minor === 0
              ? null
              : format.money(settlement.refunded_minor, currency),
          ],
          [text.method, settlement.method],
          [text.description, settlement.description],
          [text.paymentId, html`<code>${settlement.id}</code>`],
          [text.pixCode, code && html`<code class="hash">${code}</code>`],
        ])}
        <ul class="plain">
          ${events.map(
            (event) =>
              html`<li>
                <time datetime="${event.received_at}"
                  >${format.dateTime(Date.parse(event.received_at))}</time
                >
                ${event.event_type}
              </li>`,
          )}
        </ul>
      </div>
    </div>
  </section>`;
}
