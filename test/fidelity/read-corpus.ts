import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import type { JsonSchema } from "@codespar/protocol";

/** A tool's schema, with samples where somebody wrote them down. */
export interface SchemaCase {
  readonly name: string;
  readonly inputSchema: JsonSchema;
  readonly valid?: readonly unknown[];
  readonly invalid?: readonly unknown[];
}

/** One file: the tools that one session has. */
export interface CorpusFile {
  readonly name: string;
  readonly cases: readonly SchemaCase[];
}

/** The shared corpus, where it lies beside the project. */
export const sharedCorpus: string = path.resolve(import.meta.dirname, "../../../shared/corpus");

/** The project's own schemas. */
export const ownFixtures: string = path.resolve(
  import.meta.dirname,
  "../../packages/adapter/test/fixtures",
);

/**
 * Reads every file of a folder: a list of cases, or a tool list as a server gives it.
 *
 * @throws Error when the folder or a file is not what it should be, saying which.
 */
export function readCorpus(folder: string): readonly CorpusFile[] {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  const files = globSync("*.json", { cwd: folder }).toSorted();
  if (files.length === 0) throw new Error(`${folder} has no .json files.`);
  return files.map((name) => ({ name, cases: readFile(folder, name) }));
}

function readFile(folder: string, name: string): readonly SchemaCase[] {
  const content: unknown = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
  const cases = Array.isArray(content) ? content : Reflect.get(Object(content), "tools");
  if (Array.isArray(cases)) return cases as readonly SchemaCase[];
  throw new Error(`${name} is neither a list of cases nor has a list of tools.`);
}
