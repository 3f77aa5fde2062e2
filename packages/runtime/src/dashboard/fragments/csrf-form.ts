import { html } from "hono/html";

import type { Html } from "../html.ts";

/** A form that changes something. */
export interface FormContent {
  readonly action: string;
  readonly body: Html;
  readonly className?: string;
  readonly id?: string;
}

/** Writes a form that proves that this browser's own page sent it. */
export function csrfForm(csrf: string, { action, body, className = "", id }: FormContent): Html {
  return html`<form
    method="post"
    action="${action}"
    class="${className}"
    ${id === undefined ? "" : html`id="${id}"`}
  >
    <input type="hidden" name="csrf" value="${csrf}" />
    ${body}
  </form>`;
}
