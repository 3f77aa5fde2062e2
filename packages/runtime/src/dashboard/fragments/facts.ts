import { html } from "hono/html";

import type { Html } from "../html.ts";

/** A name and what it stands for; left out where it stands for nothing. */
export type Fact = readonly [name: string, value: Html | string | null | undefined];

/** Writes a list of facts. */
export function facts(rows: readonly Fact[]): Html {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return html`<dl class="facts">
    ${known.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
