import { html } from "hono/html";

import type { CreatedKey } from "../../access/manage-api-keys.ts";
import { notice } from "../fragments/notice.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** The page that shows a new key, which nobody can be shown again. */
export function newKeyPage({ reader: { text } }: Visit, { row, text: key }: CreatedKey): Html {
  return html`<p class="crumbs"><a href="/dashboard/keys">${text.keys}</a></p>
    <h1>${text.newKey}</h1>
    ${notice("good", html`<strong>${row.name}</strong> · ${text.shownOnce}`)}
    <section class="panel narrow">
      <label for="new-key">${text.apiKey}</label>
      <div class="line">
        <input id="new-key" class="code" readonly value="${key}" autocomplete="off" />
        <button type="button" hidden data-copy="new-key" data-done="${text.copied}">
          ${text.copy}
        </button>
      </div>
      <p class="actions"><a class="button" href="/dashboard/keys">${text.done}</a></p>
    </section>`;
}
