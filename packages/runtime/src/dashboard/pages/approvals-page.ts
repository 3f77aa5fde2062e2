import type { ApprovalRequest } from "@codespar/protocol";
import { html } from "hono/html";

import { approvalCard, askedFor } from "../fragments/approval-card.ts";
import { empty } from "../fragments/empty.ts";
import { live } from "../fragments/live.ts";
import { notice } from "../fragments/notice.ts";
import { pager } from "../fragments/pager.ts";
import { tabs } from "../fragments/tabs.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** Calls that wait for a person, or waited. */
export interface ApprovalsShown {
  readonly requests: readonly ApprovalRequest[];
  readonly isAll: boolean;
  /** What was decided a moment ago. */
  readonly done: ApprovalRequest | undefined;
  readonly before: string | undefined;
  readonly next: string | undefined;
  readonly now: number;
}

const path = "/dashboard/approvals";

/** The inbox of calls that wait for a person. */
export function approvalsPage(visit: Visit, shown: ApprovalsShown): Html {
  const { text } = visit.reader;
  const { isAll, requests, done, now } = shown;
  const own = isAll ? `${path}?all` : path;
  return html`<div class="title">
      <h1>${text.approvals}</h1>
      ${tabs(text.show, [
        { name: text.waiting, href: path, isCurrent: !isAll },
        { name: text.all, href: `${path}?all`, isCurrent: isAll },
      ])}
    </div>
    ${done === undefined ? "" : doneNotice(visit, done)}
    ${live({
      id: "inbox",
      path: shown.before === undefined ? own : visit.path,
      csrf: visit.csrf,
      body: html`<p role="status" class="soft">
          ${text.requestsShown(visit.reader.format.number(requests.length))}
        </p>
        ${
          requests.length === 0
            ? empty(text.nothingWaits, text.nothingWaitsHint)
            : requests.map((request) => approvalCard(visit, { request, now }))
        }`,
    })}
    ${pager(text, {
      first: shown.before === undefined ? undefined : own,
      next:
        shown.next === undefined
          ? undefined
          : `${own}${isAll ? "&" : "?"}before=${encodeURIComponent(shown.next)}`,
    })}`;
}

function doneNotice(visit: Visit, request: ApprovalRequest): Html {
  const { text } = visit.reader;
  const isDenied = request.status === "denied";
  const what = askedFor(visit, request);
  return notice(
    isDenied ? "plain" : "good",
    isDenied ? text.youDenied(what) : text.youApproved(what),
  );
}
