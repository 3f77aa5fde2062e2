import { html } from "hono/html";

import type { RuntimeError } from "../../runtime-error.ts";
import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";

/** The page that says what went wrong, and what to do. */
export function problemPage(text: Messages, error: RuntimeError, requestId: string): Html {
  const { code, message, details } = error;
  const scope = details?.["scope"];
  if (code === "insufficient_scope" && typeof scope === "string") {
    return html`<h1>${text.missingScope}</h1>
      <p>${text.missingScopeHint} <code>${scope}</code></p>`;
  }
  const isGone = code === "not_found" || code === "session_closed";
  return html`<h1>${isGone ? text.notFound : text.problemTitle}</h1>
    <p role="alert">${isGone ? text.notFoundHint : text.problemHint}</p>
    ${isGone ? "" : html`<p class="soft" lang="en">${message}</p>`}
    <p class="soft">${text.requestId} <code>${requestId}</code></p>
    <p><a href="/dashboard">${text.backToOverview}</a></p>`;
}
