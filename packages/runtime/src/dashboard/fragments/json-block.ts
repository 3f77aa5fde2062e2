import { html } from "hono/html";

import type { Html } from "../html.ts";

const maxCharacters = 20_000;

/** Writes a value as indented JSON, cut where it is too long to read. */
export function jsonBlock(value: unknown): Html {
  const text = JSON.stringify(value, undefined, 2) ?? "";
  const shown = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}\n…` : text;
  return html`<pre class="json">${shown}</pre>`;
}
