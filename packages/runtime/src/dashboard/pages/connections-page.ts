import { html } from "hono/html";

import type { CatalogServer } from "../../catalog/catalog-server.ts";
import type { ConnectionRow } from "../../store/schema.ts";
import { authType } from "../fragments/auth-type.ts";
import { badge, type Tone } from "../fragments/badge.ts";
import { csrfForm } from "../fragments/csrf-form.ts";
import { empty } from "../fragments/empty.ts";
import { notice } from "../fragments/notice.ts";
import { table } from "../fragments/table.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** The accounts of a project, and what can be connected. */
export interface ConnectionsShown {
  readonly rows: readonly ConnectionRow[];
  readonly servers: readonly CatalogServer[];
  readonly connectable: readonly CatalogServer[];
  /** What came of connecting a moment ago. */
  readonly connected: boolean | undefined;
  readonly isDisconnected: boolean;
}

const tones: Readonly<Record<ConnectionRow["status"], Tone>> = {
  connected: "good",
  revoked: "plain",
  expired: "warn",
};

/** The accounts that users and the project have at servers. */
export function connectionsPage(visit: Visit, shown: ConnectionsShown): Html {
  const { text } = visit.reader;
  return html`<h1>${text.connections}</h1>
    ${came(visit, shown)}
    <section class="panel">
      <h2>${text.accounts}</h2>
      ${shown.rows.length === 0 ? empty(text.noAccounts, text.noAccountsHint) : rows(visit, shown)}
    </section>
    ${visit.principal.scopes.includes("sessions:write") ? connectForm(visit, shown) : ""}`;
}

function came({ reader: { text } }: Visit, { connected, isDisconnected }: ConnectionsShown) {
  if (isDisconnected) return notice("plain", text.disconnectedNow);
  if (connected === undefined) return "";
  return connected ? notice("good", text.connectedNow) : notice("bad", text.notConnectedNow);
}

function rows(visit: Visit, { rows: accounts, servers }: ConnectionsShown): Html {
  const { text, format } = visit.reader;
  const nameOf = (id: string) => servers.find((server) => server.id === id)?.name ?? id;
  const sorted = accounts.toSorted(
    (left, right) =>
      Number(left.status !== "connected") - Number(right.status !== "connected") ||
      left.user_id.localeCompare(right.user_id),
  );
  return table({
    caption: text.accounts,
    columns: [
      { name: text.user },
      { name: text.server },
      { name: text.status, isShort: true },
      { name: text.signsInWith, isShort: true },
      { name: text.connectedAt, isShort: true },
      { name: text.actions },
    ],
    rows: sorted.map((row) => [
      row.user_id === "" ? text.everybody : row.user_id,
      nameOf(row.server_id),
      badge(tones[row.status], text.accountStatus[row.status]),
      authType(text, row.auth_type),
      format.dateTime(row.created_at),
      actions(visit, row),
    ]),
  });
}

function actions({ principal, csrf, reader: { text } }: Visit, row: ConnectionRow): Html | "" {
  if (!principal.scopes.includes("sessions:write")) return "";
  const query = new URLSearchParams({ server: row.server_id, user: row.user_id });
  const again = html`<a href="/dashboard/connections/new?${query.toString()}"
    >${text.reconnect}</a
  >`;
  if (row.status !== "connected") return again;
  return html`<div class="line">
    ${again}
    <details class="confirm">
      <summary>${text.disconnect}</summary>
      <p>${text.disconnectHint}</p>
      ${csrfForm(csrf, {
        action: `/dashboard/connections/${encodeURIComponent(row.id)}/disconnect`,
        body: html`<button class="danger" type="submit">${text.disconnect}</button>`,
      })}
    </details>
  </div>`;
}

function connectForm({ reader: { text } }: Visit, { connectable }: ConnectionsShown): Html {
  return html`<section class="panel">
    <h2>${text.connectAccount}</h2>
    <form method="get" action="/dashboard/connections/new" class="filters">
      <div>
        <label for="server">${text.server}</label>
        <select id="server" name="server" required>
          ${connectable.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
        </select>
      </div>
      <div>
        <label for="user">${text.user}</label>
        <input id="user" name="user" maxlength="255" placeholder="${text.everybody}" />
      </div>
      <button class="primary" type="submit">${text.connect}</button>
    </form>
    <p class="soft">${text.everybodyHint}</p>
  </section>`;
}
