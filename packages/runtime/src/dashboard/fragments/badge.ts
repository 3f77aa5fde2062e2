import { html } from "hono/html";

import type { Html } from "../html.ts";

/** How a word is meant. */
export type Tone = "good" | "bad" | "warn" | "plain" | "busy";

/** Writes a word with a mark of how it is meant; the word alone says it too. */
export function badge(tone: Tone, word: string): Html {
  return html`<span class="badge ${tone}">${word}</span>`;
}
