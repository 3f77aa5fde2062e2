import { html } from "hono/html";

import type { Html } from "../html.ts";

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** Whether it holds numbers, which stand at the right. */
  readonly isNumber?: boolean;
  /** Whether it holds short texts, which stay on one line. */
  readonly isShort?: boolean;
}

/** A table. */
export interface Table {
  /** What it lists, for those who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: ReadonlyArray<ReadonlyArray<Html | string>>;
}

/** Writes a table; where it is narrow, each row becomes a block with the columns' names. */
export function table({ caption, columns, rows }: Table): Html {
  return html`<table role="table">
    <caption class="unseen">
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(
          (column) =>
            html`<th role="columnheader" scope="col" class="${classOf(column)}">
              ${column.name}
            </th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) =>
          html`<tr role="row">
            ${cells.map((cell, index) => {
              const column = columns[index] ?? { name: "" };
              return html`<td role="cell" data-name="${column.name}" class="${classOf(column)}">
                <div>${cell}</div>
              </td>`;
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function classOf({ isNumber = false, isShort = false }: Column): string {
  return `${isNumber ? "number" : ""}${isShort ? "short" : ""}`;
}
