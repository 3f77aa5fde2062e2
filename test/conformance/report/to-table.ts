import type { Result } from "./collect-results.ts";

interface Loop {
  readonly title: string;
  readonly results: readonly Result[];
}

/** The results as Markdown: which versions ran, requirement by loop, and why a loop deviates. */
export function toTable(results: readonly Result[]): string {
  const byLoop = Object.groupBy(results, (result) => `${result.package} ${result.loop}`);
  const loops = Object.entries(byLoop)
    .map(([title, of = []]): Loop => ({ title, results: of }))
    .toSorted((left, right) => left.title.localeCompare(right.title));
  const requirements = new Map(results.map((result) => [result.requirement, result.behavior]));
  const reasons = [...new Set(results.flatMap(({ reason }) => reason ?? []))];
  const rows = [...requirements].map(([id, behavior]) => [
    `\`${id}\` ${behavior}`,
    ...loops.map((loop) => toCell(loop, id, reasons)),
  ]);
  return [
    toMarkdown(["loop", "", "versions"], loops.map(toVersions)),
    toMarkdown(["requirement", ...loops.map((_loop, index) => letterOf(index))], rows),
    reasons.map((reason, index) => `${mark(index)} ${reason}.`).join("\\\n"),
  ].join("\n\n");
}

function toVersions({ title, results }: Loop, index: number): readonly string[] {
  const versions = new Set(results.map(({ version }) => version));
  return [letterOf(index), `\`${title}\``, [...versions].toSorted(byNumber).join(", ")];
}

/** On how many of its versions the loop meets a requirement. */
function toCell({ results }: Loop, id: string, reasons: readonly string[]): string {
  const cells = results.filter(({ requirement }) => requirement === id);
  const count = (outcome: Result["outcome"]): number =>
    cells.filter((cell) => cell.outcome === outcome).length;
  if (count("failed") > 0) return `**${count("failed")} failed**`;
  if (count("unsupported") === cells.length) return "–";
  const reason = cells.find((cell) => cell.reason !== undefined)?.reason;
  return reason === undefined ? `${count("met")}` : mark(reasons.indexOf(reason));
}

function toMarkdown(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function letterOf(index: number): string {
  return String.fromCodePoint(65 + index);
}

function mark(index: number): string {
  return "¹²³⁴⁵⁶⁷⁸⁹"[index] ?? `[${index + 1}]`;
}

function byNumber(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}
