import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { pages } from "./folders.ts";

/** A page as it is written, or made. */
export interface Page {
  /** Its address: `/start/openai/`. */
  readonly address: string;
  readonly title: string;
  readonly description: string;
  /** Its text, without the front matter. */
  readonly body: string;
}

/** Lists every page of the site, by address. */
export function listPages(): readonly Page[] {
  return globSync("**/*.md", { cwd: pages })
    .map((file) => toPage(file, readFileSync(path.join(pages, file), "utf8")))
    .toSorted((one, other) => one.address.localeCompare(other.address));
}

function toPage(file: string, text: string): Page {
  const [, front = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const slug = file.replace(/\.md$/, "").replace(/(^|\/)index$/, "");
  return {
    address: slug === "" ? "/" : `/${slug}/`,
    title: field(front, "title", file),
    description: field(front, "description", file),
    body: body.trim(),
  };
}

function field(front: string, name: string, file: string): string {
  const value = new RegExp(`^${name}: (.+)$`, "m").exec(front)?.[1];
  if (value === undefined) throw new Error(`${file} has no ${name}.`);
  return value.startsWith('"') ? String(JSON.parse(value)) : value;
}
