import { html } from "hono/html";

import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";

/** Where the pages beside this one are. */
export interface Pager {
  readonly first?: string | undefined;
  readonly next?: string | undefined;
}

/** Writes links to the pages beside this one. */
export function pager(text: Messages, { first, next }: Pager): Html | "" {
  if (first === undefined && next === undefined) return "";
  return html`<nav class="pager" aria-label="${text.pages}">
    ${first === undefined ? "" : html`<a href="${first}">${text.newest}</a>`}
    ${next === undefined ? "" : html`<a href="${next}" rel="next">${text.older}</a>`}
  </nav>`;
}
