import { html } from "hono/html";

import type { Html } from "../html.ts";

/** Says what came of something, also to those who cannot see it. */
export function notice(tone: "good" | "bad" | "plain", body: Html | string): Html {
  return html`<div
    class="notice ${tone}"
    role="${tone === "bad" ? "alert" : "status"}"
    tabindex="-1"
    data-focus
  >
    ${body}
  </div>`;
}
