import { html } from "hono/html";

import type { RuntimeError } from "../../runtime-error.ts";
import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";

/** Writes why something was refused: in the reader's language, or as the runtime says it. */
export function problemText(text: Messages, { code, message, problem }: RuntimeError): Html {
  if (problem !== undefined) return html`${text.problems[problem.kind](problem.about ?? "")}`;
  if (code === "internal") return html`${text.internalProblem}`;
  return html`<span lang="en">${message}</span>`;
}
