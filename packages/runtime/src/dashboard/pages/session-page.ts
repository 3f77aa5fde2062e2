import { html } from "hono/html";

import { metadataOf } from "../../sessions/session-server-row.ts";
import type { SessionRow } from "../../store/schema.ts";
import { badge } from "../fragments/badge.ts";
import { csrfForm } from "../fragments/csrf-form.ts";
import { empty } from "../fragments/empty.ts";
import { facts } from "../fragments/facts.ts";
import { live } from "../fragments/live.ts";
import { missingScope } from "../fragments/missing-scope.ts";
import { pager } from "../fragments/pager.ts";
import { timelineEntry } from "../fragments/timeline-entry.ts";
import type { Html } from "../html.ts";
import type { Timeline } from "../queries/list-timeline.ts";
import type { Visit } from "../visit.ts";

/** A session, and some of what happened in it. */
export interface SessionShown {
  readonly session: SessionRow;
  /** `undefined` where the key may not know. */
  readonly timeline: Timeline | undefined;
  readonly offset: number;
}

/** The page of one session. */
export function sessionPage(visit: Visit, { session, timeline, offset }: SessionShown): Html {
  const { text } = visit.reader;
  const path = `/dashboard/sessions/${encodeURIComponent(session.id)}`;
  return html`<p class="crumbs"><a href="/dashboard/sessions">${text.sessions}</a></p>
    <div class="title">
      <h1><code>${session.id}</code></h1>
      ${badge(session.status === "active" ? "good" : "plain", text.sessionStatus[session.status])}
    </div>
    <section class="panel">${sessionFacts(visit, session)} ${closing(visit, session)}</section>
    <section
      class="panel"
      id="servers"
      hx-get="${path}/servers"
      hx-trigger="load"
      hx-select="#servers"
      hx-swap="outerHTML ignoreTitle:true"
    >
      <h2>${text.serversAndTools}</h2>
      <p class="loading"><a href="${path}/servers">${text.showServers}</a></p>
    </section>
    <section class="panel" aria-labelledby="timeline-title">
      <h2 id="timeline-title">${text.timeline}</h2>
      ${timeline === undefined ? missingScope(text, "audit:read") : items(visit, session, timeline)}
      ${pager(text, {
        first: offset === 0 ? undefined : path,
        next: timeline?.next === undefined ? undefined : `${path}?skip=${timeline.next}`,
      })}
    </section>`;
}

function items(visit: Visit, { status }: SessionRow, timeline: Timeline): Html {
  const { text } = visit.reader;
  return live({
    id: "timeline",
    path: visit.path,
    csrf: visit.csrf,
    ...(status === "active" ? {} : { everySeconds: undefined }),
    body:
      timeline.items.length === 0
        ? empty(text.noCalls, text.noCallsHint)
        : html`<ol class="timeline">
            ${timeline.items.map((item) => timelineEntry(visit.reader, item))}
          </ol>`,
  });
}

function sessionFacts({ reader }: Visit, session: SessionRow): Html {
  const { text, format } = reader;
  const metadata = Object.entries(metadataOf(session));
  return facts([
    [text.user, session.user_id],
    [text.opened, format.dateTime(session.created_at)],
    [
      session.closed_at === null ? text.expires : text.closedAt,
      format.dateTime(session.closed_at ?? session.expires_at),
    ],
    [text.calls, format.number(session.tool_calls)],
    [text.preset, session.preset],
    [text.accounts, session.accounts === "user" ? text.ownAccounts : text.projectAccounts],
    [
      text.metadata,
      metadata.length === 0
        ? null
        : metadata.map(([name, value]) => `${name}: ${value}`).join(", "),
    ],
    [text.sessionPolicy, session.policy && html`<code>${session.policy}</code>`],
  ]);
}

function closing({ principal, reader: { text }, csrf }: Visit, session: SessionRow): Html | "" {
  if (session.status !== "active" || !principal.scopes.includes("sessions:write")) return "";
  return html`<details class="confirm">
    <summary>${text.closeSession}</summary>
    <p>${text.closeSessionHint}</p>
    ${csrfForm(csrf, {
      action: `/dashboard/sessions/${encodeURIComponent(session.id)}/close`,
      body: html`<button class="danger" type="submit">${text.closeSession}</button>`,
    })}
  </details>`;
}
