import { html } from "hono/html";

import { serversOf } from "../../sessions/session-server-row.ts";
import type { SessionRow } from "../../store/schema.ts";
import { badge } from "../fragments/badge.ts";
import { empty } from "../fragments/empty.ts";
import { live } from "../fragments/live.ts";
import { pager } from "../fragments/pager.ts";
import { table } from "../fragments/table.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** Some sessions, and how they were chosen. */
export interface SessionsShown {
  readonly rows: readonly SessionRow[];
  readonly status: SessionRow["status"] | undefined;
  readonly userId: string | undefined;
  readonly before: string | undefined;
  readonly next: string | undefined;
  readonly statuses: ReadonlyArray<SessionRow["status"]>;
}

/** The list of sessions. */
export function sessionsPage(visit: Visit, shown: SessionsShown): Html {
  const { text } = visit.reader;
  const query = new URLSearchParams();
  if (shown.status !== undefined) query.set("status", shown.status);
  if (shown.userId !== undefined) query.set("user", shown.userId);
  const first = `/dashboard/sessions?${query.toString()}`;
  if (shown.next !== undefined) query.set("before", shown.next);
  return html`<h1>${text.sessions}</h1>
    ${filters(visit, shown)}
    ${live({ id: "sessions", path: visit.path, csrf: visit.csrf, body: rows(visit, shown) })}
    ${pager(text, {
      first: shown.before === undefined ? undefined : first,
      next: shown.next === undefined ? undefined : `/dashboard/sessions?${query.toString()}`,
    })}`;
}

function filters({ reader: { text } }: Visit, { status, userId, statuses }: SessionsShown): Html {
  return html`<form method="get" action="/dashboard/sessions" class="filters" role="search">
    <div>
      <label for="status">${text.status}</label>
      <select id="status" name="status">
        <option value="">${text.all}</option>
        ${statuses.map(
          (known) =>
            html`<option value="${known}" ${known === status ? "selected" : ""}>
              ${text.sessionStatus[known]}
            </option>`,
        )}
      </select>
    </div>
    <div>
      <label for="user">${text.user}</label>
      <input id="user" name="user" value="${userId ?? ""}" maxlength="255" />
    </div>
    <button type="submit">${text.filter}</button>
  </form>`;
}

function rows({ reader }: Visit, { rows: sessions, status, userId }: SessionsShown): Html {
  const { text, format } = reader;
  if (sessions.length === 0) {
    const isFiltered = status !== undefined || userId !== undefined;
    return empty(isFiltered ? text.nothingMatches : text.noSessions, text.noSessionsHint);
  }
  return table({
    caption: text.sessions,
    columns: [
      { name: text.session },
      { name: text.user },
      { name: text.status, isShort: true },
      { name: text.servers },
      { name: text.calls, isNumber: true },
      { name: text.opened, isShort: true },
    ],
    rows: sessions.map((session) => [
      html`<a href="/dashboard/sessions/${encodeURIComponent(session.id)}"
        ><code>${session.id}</code></a
      >`,
      session.user_id,
      badge(session.status === "active" ? "good" : "plain", text.sessionStatus[session.status]),
      serversOf(session)
        .map(({ name }) => name)
        .join(", "),
      format.number(session.tool_calls),
      format.dateTime(session.created_at),
    ]),
  });
}
