import { html } from "hono/html";

import type { RuntimeError } from "../../runtime-error.ts";
import { problemText } from "../fragments/problem-text.ts";
import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";

/** The page that says what went wrong, and what to do. */
export function problemPage(text: Messages, error: RuntimeError, requestId: string): Html {
  const { code, details } = error;
  const scope = details?.["scope"];
  if (code === "insufficient_scope" && typeof scope === "string") {
    return html`<h1>${text.missingScope}</h1>
      <p>${text.missingScopeHint} <code>${scope}</code></p>`;
  }
  const isGone = code === "not_found" || code === "session_closed";
  return html`<h1>${isGone ? text.notFound : text.problemTitle}</h1>
    <p role="alert" tabindex="-1" data-focus>
      ${isGone ? text.notFoundHint : problemText(text, error)}
    </p>
    ${isGone || code === "internal" ? "" : html`<p>${text.problemHint}</p>`}
    <p class="soft">${text.requestId} <code>${requestId}</code></p>
    <p><a href="/dashboard">${text.backToOverview}</a></p>`;
}
