import { html } from "hono/html";

import { pageHeader } from "../guard/page-header.ts";
import type { Html } from "../html.ts";

/** A part of a page that keeps up with what happens. */
export interface Live {
  /** Unique on the page. */
  readonly id: string;
  /** The page's own address. */
  readonly path: string;
  /** The page's proof of whom it was written for. */
  readonly csrf: string;
  readonly body: Html;
  /** How often it is asked for again (4); `undefined` where nothing can change any more. */
  readonly everySeconds?: number | undefined;
}

const soon = 4;

/** Writes a part that is asked for again every few seconds; what somebody types in it stays. */
export function live(part: Live): Html {
  const { id, path, csrf, body } = part;
  const everySeconds = "everySeconds" in part ? part.everySeconds : soon;
  if (everySeconds === undefined) return html`<div id="${id}" class="stack">${body}</div>`;
  return html`<div
    id="${id}"
    data-live
    hx-get="${path}"
    hx-headers="${JSON.stringify({ [pageHeader]: csrf })}"
    hx-trigger="every ${String(everySeconds)}s"
    hx-select="#${id}"
    hx-swap="outerMorph ignoreTitle:true"
  >
    ${body}
  </div>`;
}
