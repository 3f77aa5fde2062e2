import { html } from "hono/html";

import type { Html } from "../html.ts";

/** A line of a chart. */
export interface ChartLine {
  readonly name: string;
  /** Which of the theme's colours it has. */
  readonly colour: "accent" | "bad" | "soft";
  readonly values: ReadonlyArray<number | null>;
}

/** A chart over time. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly unit: "count" | "milliseconds";
  readonly timeZone: string;
  /** What it says, in words, for those who cannot see it. */
  readonly summary: string;
}

/** Writes a chart: its words at once, and its lines when the script is there. */
export function chart({ id, title, summary, times, lines, unit, timeZone }: Chart): Html {
  const data = JSON.stringify({ times: times.map((ms) => ms / 1_000), lines, unit, timeZone });
  return html`<figure class="panel chart" id="${id}">
    <figcaption>
      <h2>${title}</h2>
      <p class="legend">
        ${lines.map(({ name, colour }) => html`<span class="key ${colour}">${name}</span>`)}
      </p>
      <p class="unseen">${summary}</p>
    </figcaption>
    <div
      class="plot"
      id="${id}-plot"
      aria-hidden="true"
      data-chart="${data}"
      hx-morph-skip-children
    ></div>
  </figure>`;
}
