import type { Connection, Tool } from "@codespar/protocol";
import { html } from "hono/html";

import type { SessionConnections } from "../../sessions/list-connections.ts";
import type { SessionRow } from "../../store/schema.ts";
import { authType } from "../fragments/auth-type.ts";
import { badge, type Tone } from "../fragments/badge.ts";
import { empty } from "../fragments/empty.ts";
import { jsonBlock } from "../fragments/json-block.ts";
import { table } from "../fragments/table.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

const tones: Readonly<Record<Connection["status"], Tone>> = {
  ready: "good",
  pending: "warn",
  error: "bad",
  disconnected: "plain",
};

/** A session's servers, and its tools with what they take. */
export function sessionServersPage(
  { reader: { text, format } }: Visit,
  session: SessionRow,
  { connections, tools }: SessionConnections,
): Html {
  const back = `/dashboard/sessions/${encodeURIComponent(session.id)}`;
  return html`<p class="crumbs"><a href="${back}">${session.id}</a></p>
    <h1>${text.serversAndTools}</h1>
    <section class="panel" id="servers">
      <h2>${text.serversAndTools}</h2>
      ${
        connections.length === 0
          ? empty(text.noServers)
          : table({
              caption: text.servers,
              columns: [
                { name: text.server },
                { name: text.status, isShort: true },
                { name: text.signsInWith, isShort: true },
                { name: text.tools, isNumber: true },
                { name: text.connectedAt, isShort: true },
                { name: text.problem },
              ],
              rows: connections.map((connection) => [
                connection.name,
                badge(tones[connection.status], text.connectionStatus[connection.status]),
                authType(text, connection.auth_type),
                format.number(connection.tools_count),
                connection.connected_at === undefined
                  ? ""
                  : format.dateTime(Date.parse(connection.connected_at)),
                connection.error ?? "",
              ]),
            })
      }
      <details>
        <summary>${text.toolsOfSession(format.number(tools.length))}</summary>
        <ul class="tools">
          ${tools.map(toolItem)}
        </ul>
      </details>
    </section>`;
}

function toolItem({ name, server, description, input_schema }: Tool): Html {
  return html`<li>
    <details>
      <summary><code>${name}</code> <span class="soft">${server}</span></summary>
      <p>${description}</p>
      ${jsonBlock(input_schema)}
    </details>
  </li>`;
}
