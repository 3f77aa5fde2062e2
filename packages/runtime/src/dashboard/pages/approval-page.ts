import { html } from "hono/html";

import { type ApprovalCard, approvalCard } from "../fragments/approval-card.ts";
import { live } from "../fragments/live.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** The page of one call that waits for a person, or waited. */
export function approvalPage(visit: Visit, shown: ApprovalCard): Html {
  const { text } = visit.reader;
  return html`<p class="crumbs"><a href="/dashboard/approvals">${text.approvals}</a></p>
    <h1>${text.approval}</h1>
    ${live({ id: "approval", path: visit.path, csrf: visit.csrf, body: approvalCard(visit, shown) })}`;
}
