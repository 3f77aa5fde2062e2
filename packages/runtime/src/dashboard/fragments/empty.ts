import { html } from "hono/html";

import type { Html } from "../html.ts";

/** Says that there is nothing, and what would be there. */
export function empty(title: string, hint: Html | string = ""): Html {
  return html`<div class="empty">
    <p><strong>${title}</strong></p>
    <p>${hint}</p>
  </div>`;
}
