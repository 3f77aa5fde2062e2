import { stripVTControlCharacters } from "node:util";

import { cleanText } from "./clean-text.ts";
import { paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";

const gap = "  ";

/** A table for people: columns line up, and the last one gives way where the terminal is narrow. */
export function toTable(
  { columns, colours }: Terminal,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [header, ...rows.map((row) => row.map((cell) => oneLine(cell)))];
  const widths = header.map((_, index) =>
    Math.max(...cells.map((row) => widthOf(row[index] ?? ""))),
  );
  const room = columns === undefined ? Number.POSITIVE_INFINITY : columns - leftOf(widths);
  const last = header.length - 1;
  const lines = cells.map((row) =>
    row
      .map((cell, index) =>
        index === last ? cut(cell, Math.max(12, room)) : pad(cell, widths[index] ?? 0),
      )
      .join(gap)
      .trimEnd(),
  );
  const [top = "", ...others] = lines;
  return `${[paint(colours.print, "bold", top), ...others].join("\n")}\n`;
}

/** Pairs for people, one a line; those without a value are left out. */
export function toFields(
  { colours }: Terminal,
  fields: ReadonlyArray<readonly [name: string, value: string | number | null | undefined]>,
): string {
  const shown = fields.filter(([, value]) => value !== null && value !== undefined && value !== "");
  const width = Math.max(...shown.map(([name]) => name.length));
  const lines = shown.map(
    ([name, value]) =>
      `${paint(colours.print, "bold", name.padEnd(width))}${gap}${cleanText(String(value))}`,
  );
  return `${lines.join("\n")}\n`;
}

function oneLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, " ").trim();
}

function leftOf(widths: readonly number[]): number {
  return widths.slice(0, -1).reduce((sum, width) => sum + width + gap.length, 0);
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function cut(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${text.slice(0, width - 1)}…`;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
