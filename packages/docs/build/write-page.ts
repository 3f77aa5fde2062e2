import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { pages } from "./folders.ts";

/** A page that is made, not written. */
export interface GeneratedPage {
  /** Its address below the site, without slashes around it. */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** Its name in the side bar (the title). */
  readonly label?: string | undefined;
  readonly body: string;
}

/** Writes a generated page among the others; it is not committed. */
export function writePage({ slug, title, description, label = title, body }: GeneratedPage): void {
  const file = path.join(pages, `${slug}.md`);
  mkdirSync(path.dirname(file), { recursive: true });
  const front = [
    `title: ${JSON.stringify(title)}`,
    `description: ${JSON.stringify(description)}`,
    `sidebar: { label: ${JSON.stringify(label)} }`,
  ];
  writeFileSync(file, `---\n${front.join("\n")}\n---\n\n${body.trim()}\n`);
}
