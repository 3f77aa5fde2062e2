import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { output } from "./folders.ts";
import { listPages, type Page } from "./list-pages.ts";

/** In the order of the side bar. */
const sections: ReadonlyArray<readonly [folder: string, label: string]> = [
  ["start", "Start"],
  ["concepts", "Concepts"],
  ["recipes", "Recipes"],
  ["use", "Tools for people"],
  ["operate", "Operations"],
  ["extend", "Extend"],
  ["reference", "Reference"],
];

/**
 * Writes what programs read: each page as Markdown beside its HTML, `llms.txt` with what each is
 * about, and `llms-full.txt` with all that people wrote.
 *
 * @returns How many pages there are.
 */
export function writeTexts(): number {
  const pages = listPages();
  for (const page of pages) {
    const file = path.join(output, markdownOf(page));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, toMarkdown(page));
  }
  writeFileSync(path.join(output, "llms.txt"), toIndex(pages));
  const written = pages.filter(({ address }) => !/^\/reference\/(api|packages)\//.test(address));
  writeFileSync(path.join(output, "llms-full.txt"), written.map(toMarkdown).join("\n---\n\n"));
  return pages.length;
}

/** Where a page's Markdown is: `/start/openai.md`. */
function markdownOf({ address }: Page): string {
  return address === "/" ? "/index.md" : `${address.slice(0, -1)}.md`;
}

function toMarkdown({ title, description, body }: Page): string {
  return `# ${title}\n\n> ${description}\n\n${body.replaceAll(/^```(\w+) .*$/gm, "```$1")}\n`;
}

function toIndex(pages: readonly Page[]): string {
  const start = pages.find(({ address }) => address === "/");
  const parts = sections.map(([folder, label]) => {
    const inside = pages.filter(({ address }) => address.startsWith(`/${folder}/`));
    const lines = inside.map(
      (page) => `- [${page.title}](${markdownOf(page)}): ${page.description}`,
    );
    return `## ${label}\n\n${lines.join("\n")}\n`;
  });
  return `# CodeSpar\n\n> ${start?.description ?? ""}\n\nAll of it in one file: [llms-full.txt](/llms-full.txt)\n\n${parts.join("\n")}`;
}
