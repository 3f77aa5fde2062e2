import type { Scope } from "@codespar/protocol";
import { html } from "hono/html";

import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";

/** Says that the key may not see something. */
export function missingScope(text: Messages, scope: Scope): Html {
  return html`<div class="empty">
    <p><strong>${text.missingScope}</strong></p>
    <p>${text.missingScopeHint} <code>${scope}</code></p>
  </div>`;
}
