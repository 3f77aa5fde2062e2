import { html } from "hono/html";

import type { Html } from "../html.ts";

/** One of several ways to see a page. */
export interface Tab {
  readonly name: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** Writes links between the ways to see a page. */
export function tabs(label: string, items: readonly Tab[]): Html {
  return html`<nav class="tabs" aria-label="${label}">
    <ul>
      ${items.map(
        ({ name, href, isCurrent }) =>
          html`<li>
            <a href="${href}" ${isCurrent ? html`aria-current="true"` : ""}>${name}</a>
          </li>`,
      )}
    </ul>
  </nav>`;
}
