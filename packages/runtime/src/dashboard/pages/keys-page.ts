import { type Scope, scopes } from "@codespar/protocol";
import { html } from "hono/html";

import { scopesOf } from "../../access/api-keys.ts";
import type { ApiKeyRow } from "../../store/schema.ts";
import { badge } from "../fragments/badge.ts";
import { csrfForm } from "../fragments/csrf-form.ts";
import { missingScope } from "../fragments/missing-scope.ts";
import { notice } from "../fragments/notice.ts";
import { table } from "../fragments/table.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** The keys a reader may see. */
export interface KeysShown {
  /** `undefined` where the key may not know. */
  readonly keys: readonly ApiKeyRow[] | undefined;
  readonly now: number;
  readonly isRevoked: boolean;
}

/** The page of API keys and projects. */
export function keysPage(visit: Visit, shown: KeysShown): Html {
  const { principal, reader } = visit;
  const { text } = reader;
  const has = (scope: Scope): boolean => principal.scopes.includes(scope);
  return html`<h1>${text.keys}</h1>
    ${shown.isRevoked ? notice("plain", text.keyRevoked) : ""}
    <section class="panel">
      <h2>${text.apiKeys}</h2>
      ${shown.keys === undefined ? missingScope(text, "keys:read") : rows(visit, shown.keys, shown.now)}
    </section>
    ${has("keys:write") ? createForm(visit) : ""}
    <section class="panel" id="projects">
      <h2>${text.projects}</h2>
      ${has("projects:read") ? projectRows(visit) : missingScope(text, "projects:read")}
      ${has("projects:write") && principal.pinnedProjectId === null ? projectForm(visit) : ""}
    </section>`;
}

function rows(visit: Visit, keys: readonly ApiKeyRow[], now: number): Html {
  const { text, format } = visit.reader;
  const moment = (ms: number | null, none: string): string =>
    ms === null ? none : format.dateTime(ms);
  const sorted = keys.toSorted(
    (left, right) => Number(left.revoked_at !== null) - Number(right.revoked_at !== null),
  );
  return table({
    caption: text.apiKeys,
    columns: [
      { name: text.name },
      { name: text.apiKey },
      { name: text.status, isShort: true },
      { name: text.scopes },
      { name: text.project },
      { name: text.expires },
      { name: text.lastUsed },
      { name: text.actions },
    ],
    rows: sorted.map((key) => [
      key.name,
      html`<code>${key.prefix}…</code>`,
      keyBadge(visit, key, now),
      scopeList(visit, key),
      key.project_id === null
        ? text.allProjects
        : (visit.projects.find(({ id }) => id === key.project_id)?.name ?? key.project_id),
      moment(key.expires_at, text.never),
      moment(key.last_used_at, text.never),
      key.revoked_at === null ? revocation(visit, key) : "",
    ]),
  });
}

function keyBadge({ reader: { text } }: Visit, key: ApiKeyRow, now: number): Html {
  if (key.revoked_at !== null) return badge("plain", text.keyStatus.revoked);
  if (key.expires_at !== null && key.expires_at <= now)
    return badge("warn", text.keyStatus.expired);
  return badge("good", text.keyStatus.valid);
}

function scopeList({ reader }: Visit, key: ApiKeyRow): Html {
  const { text, format } = reader;
  const own = scopesOf(key);
  if (own.length === scopes.length) return html`${text.allScopes}`;
  return html`<details>
    <summary>${text.scopeCount(format.number(own.length))}</summary>
    <ul class="plain">
      ${own.map((scope) => html`<li><code>${scope}</code></li>`)}
    </ul>
  </details>`;
}

function revocation({ principal, csrf, reader: { text } }: Visit, { id }: ApiKeyRow): Html | "" {
  if (!principal.scopes.includes("keys:write")) return "";
  return html`<details class="confirm">
    <summary>${text.revoke}</summary>
    <p>${id === principal.keyId ? text.revokeOwnHint : text.revokeHint}</p>
    ${csrfForm(csrf, {
      action: `/dashboard/keys/${encodeURIComponent(id)}/revoke`,
      body: html`<button class="danger" type="submit">${text.revoke}</button>`,
    })}
  </details>`;
}

function createForm({ principal, projects, csrf, reader: { text } }: Visit): Html {
  return html`<section class="panel">
    <h2>${text.createKey}</h2>
    ${csrfForm(csrf, {
      action: "/dashboard/keys",
      body: html`<div class="fields">
          <div>
            <label for="key-name">${text.name}</label>
            <input id="key-name" name="name" required maxlength="128" autocomplete="off" />
          </div>
          <div>
            <label for="environment">${text.environment}</label>
            <select id="environment" name="environment">
              <option value="test">${text.test}</option>
              ${principal.environment === "live" ? html`<option value="live">${text.live}</option>` : ""}
            </select>
          </div>
          <div>
            <label for="key-project">${text.project}</label>
            <select id="key-project" name="project">
              ${principal.pinnedProjectId === null ? html`<option value="">${text.allProjects}</option>` : ""}
              ${projects.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
            </select>
          </div>
          <div>
            <label for="days">${text.expiresInDays}</label>
            <input
              id="days"
              name="days"
              type="number"
              min="1"
              max="3650"
              placeholder="${text.never}"
            />
          </div>
        </div>
        <fieldset class="choices">
          <legend>${text.scopes}</legend>
          ${principal.scopes.map(
            (scope) =>
              html`<label class="choice"
                ><input type="checkbox" name="scope" value="${scope}" checked />
                <code>${scope}</code></label
              >`,
          )}
        </fieldset>
        <div class="actions">
          <button class="primary" type="submit">${text.createKey}</button>
        </div>`,
    })}
  </section>`;
}

function projectRows({ projects, project, reader }: Visit): Html {
  const { text, format } = reader;
  return table({
    caption: text.projects,
    columns: [
      { name: text.name },
      { name: "id" },
      { name: text.createdAt, isShort: true },
      { name: text.status, isShort: true },
    ],
    rows: projects.map(({ id, name, created_at }) => [
      name,
      html`<code>${id}</code>`,
      format.dateTime(created_at),
      id === project.id ? badge("good", text.shownNow) : "",
    ]),
  });
}

function projectForm({ csrf, reader: { text } }: Visit): Html {
  return csrfForm(csrf, {
    action: "/dashboard/projects",
    className: "filters",
    body: html`<div>
        <label for="project-name">${text.newProject}</label>
        <input id="project-name" name="name" required maxlength="128" autocomplete="off" />
      </div>
      <button type="submit">${text.create}</button>`,
  });
}
