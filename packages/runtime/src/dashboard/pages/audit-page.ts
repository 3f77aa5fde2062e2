import type { AuditEntry } from "@codespar/protocol";
import { html } from "hono/html";

import type { ExportFormat } from "../../audit/export-audit.ts";
import { badge } from "../fragments/badge.ts";
import { callBadge } from "../fragments/call-badge.ts";
import { decisionText } from "../fragments/decision-text.ts";
import { empty } from "../fragments/empty.ts";
import { pager } from "../fragments/pager.ts";
import { table } from "../fragments/table.ts";
import { type Verification, verification } from "../fragments/verification.ts";
import type { Html } from "../html.ts";
import type { AuditFound, AuditSearch } from "../queries/search-audit.ts";
import type { Visit } from "../visit.ts";

/** Some of the audit, and how it was chosen. */
export interface AuditShown {
  readonly search: Pick<AuditSearch, "sessionId" | "tool" | "callId" | "text">;
  readonly found: AuditFound;
  readonly isFirst: boolean;
  readonly verified: Verification | undefined;
  readonly exportFormats: readonly ExportFormat[];
}

/** The page of the audit. */
export function auditPage(visit: Visit, shown: AuditShown): Html {
  const { text } = visit.reader;
  const query = queryOf(shown);
  const first = `/dashboard/audit?${query.toString()}`;
  const { before, entries } = shown.found;
  if (before !== undefined) query.set("before", String(before));
  return html`<h1>${text.audit}</h1>
    <div class="halves">
      <section class="panel">
        <h2>${text.verifyTitle}</h2>
        <p class="soft">${text.verifyHint}</p>
        ${verification(visit, shown.verified)}
      </section>
      <section class="panel">
        <h2>${text.export}</h2>
        <p class="soft">${text.exportHint}</p>
        <p class="actions">
          ${shown.exportFormats.map(
            (format) =>
              html`<a class="button" href="/dashboard/audit/export?format=${format}" download
                >${text.exportFormats[format]}</a
              >`,
          )}
        </p>
      </section>
    </div>
    ${searchForm(visit, shown)}
    <section class="panel">
      <h2>${text.entries}</h2>
      ${entries.length === 0 ? empty(text.nothingMatches, text.noEntriesHint) : rows(visit, shown)}
      ${pager(text, {
        first: shown.isFirst ? undefined : first,
        next: before === undefined ? undefined : `/dashboard/audit?${query.toString()}`,
      })}
    </section>`;
}

function queryOf({ search }: AuditShown): URLSearchParams {
  const { sessionId = "", tool = "", callId = "", text = "" } = search;
  const fields = Object.entries({ session: sessionId, tool, call: callId, text });
  return new URLSearchParams(fields.filter(([, value]) => value !== ""));
}

function searchForm({ reader: { text } }: Visit, { search }: AuditShown): Html {
  return html`<form method="get" action="/dashboard/audit" class="filters" role="search">
    ${field("text", text.contains, search.text)} ${field("tool", text.tool, search.tool)}
    ${field("session", text.session, search.sessionId)} ${field("call", text.callId, search.callId)}
    <button type="submit">${text.search}</button>
  </form>`;
}

function field(name: string, label: string, value = ""): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" value="${value}" maxlength="255" />
  </div>`;
}

function rows({ reader }: Visit, { found }: AuditShown): Html {
  const { text, format } = reader;
  return table({
    caption: text.entries,
    columns: [
      { name: "#", isNumber: true },
      { name: text.time, isShort: true },
      { name: text.kind, isShort: true },
      { name: text.tool },
      { name: text.user },
      { name: text.status, isShort: true },
      { name: text.policyDecision },
      { name: text.hash, isShort: true },
    ],
    rows: found.entries.map((entry) => [
      String(entry.seq),
      format.dateTime(Date.parse(entry.at)),
      text.auditKind[entry.kind],
      html`<a href="${subjectPath(entry)}">${entry.tool}</a>`,
      entry.user_id,
      entry.status === null ? badge("plain", "–") : callBadge(text, entry.status),
      decisionText(text, entry.decision),
      html`<code class="cut">${entry.hash}</code>`,
    ]),
  });
}

/** The pages that show what the API's operations change. */
const changedPages: Readonly<Record<string, string>> = {
  setPolicy: "policy",
  createProject: "keys#projects",
  createApiKey: "keys",
  revokeApiKey: "keys",
  connectAccount: "connections",
  revokeAccount: "connections",
};

/** The page of what an entry is about. */
function subjectPath({ kind, tool, tool_call_id: id }: AuditEntry): string {
  if (kind === "change") return `/dashboard/${changedPages[tool] ?? ""}`;
  return `/dashboard/${kind === "approval" ? "approvals" : "calls"}/${encodeURIComponent(id)}`;
}
