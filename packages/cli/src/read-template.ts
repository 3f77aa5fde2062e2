import { readFile } from "node:fs/promises";

/** Reads a file of `templates/`, which lies beside the sources and beside what is built of them. */
export async function readTemplate(name: string): Promise<string> {
  return readFile(new URL(`../templates/${name}.ts`, import.meta.url), "utf8");
}
