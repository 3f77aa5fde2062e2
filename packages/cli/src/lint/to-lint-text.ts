import { cleanText } from "../clean-text.ts";
import { toCount } from "../format.ts";
import { paint } from "../paint.ts";
import type { Terminal } from "../terminal.ts";
import type { LintReport, Problem } from "./lint-tools.ts";

/** A lint report for people: each tool with what is wrong, and the sum. */
export function toLintText(
  terminal: Terminal,
  { tools, estimated_tokens, problems }: LintReport,
): string {
  const byTool = Map.groupBy(problems, ({ tool }) => tool);
  const parts = [...byTool].map(([tool, found]) => toToolText(terminal, tool, found));
  const rejected = new Set(
    problems.filter(({ level }) => level === "rejected").map(({ tool }) => tool),
  );
  const mended = problems.every(({ repair }) => repair !== null);
  const looked = `${toCount(tools, "tool")}, about ${estimated_tokens.toLocaleString("en")} tokens`;
  const sum =
    rejected.size === 0
      ? `${looked}: no provider rejects any.`
      : `${looked}: ${toCount(rejected.size, "tool")} would be rejected.${mended ? " CodeSpar's adapters repair all of it." : ""}`;
  return `${[...parts, sum].join("\n")}\n`;
}

function toToolText({ colours }: Terminal, tool: string, found: readonly Problem[]): string {
  const same = Map.groupBy(found, ({ rule, where }) => `${rule} ${where}`);
  const lines = [...same.values()].flatMap((problems) => {
    const [first] = problems;
    if (first === undefined) return [];
    const { level, where, message, repair } = first;
    const mark =
      level === "rejected" ? paint(colours.print, "red", "✗") : paint(colours.print, "yellow", "!");
    const names = problems.map(({ provider }) => provider).join(", ");
    const place = where === "" ? "" : ` at ${cleanText(where)}`;
    const mended = repair === null ? "no repair" : `→ ${repair}`;
    return [
      `  ${mark} ${names}${place}: ${cleanText(message)}`,
      paint(colours.print, "dim", `    ${mended}`),
    ];
  });
  return `${paint(colours.print, "bold", cleanText(tool))}\n${lines.join("\n")}\n`;
}
