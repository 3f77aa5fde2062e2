import { html } from "hono/html";

import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";

/** Writes what was decided about a call: allowed in the reader's language, else as it was recorded. */
export function decisionText(text: Messages, decision: string): Html {
  return decision === "allowed" ? html`${text.allowed}` : html`<span lang="en">${decision}</span>`;
}
