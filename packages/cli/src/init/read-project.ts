import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { isRecord } from "@codespar/protocol/validation";

import { UsageError } from "../usage-error.ts";
import { type Framework, frameworks } from "./frameworks.ts";

/** What a project is made of, as far as `init` needs to know. */
export interface Project {
  readonly folder: string;
  readonly frameworks: readonly Framework[];
  /** The packages that it depends on. */
  readonly dependencies: ReadonlySet<string>;
  /** Whether it is written in TypeScript. */
  readonly typescript: boolean;
  /** Whether `.js` and `.ts` are modules in it. */
  readonly modules: boolean;
}

/**
 * Reads a project's `package.json`.
 *
 * @throws UsageError where there is none.
 */
export async function readProject(folder: string): Promise<Project> {
  const manifest = await readManifest(path.join(folder, "package.json"));
  const kinds = ["dependencies", "devDependencies", "peerDependencies"];
  const names = kinds.flatMap((kind) => Object.keys(Object(manifest[kind])));
  const dependencies = new Set(names);
  const found = frameworks.filter(({ name }) => dependencies.has(name));
  return {
    folder,
    dependencies,
    // Two names for one template are one framework.
    frameworks: found.filter(
      ({ template }, index) => found.findIndex((other) => other.template === template) === index,
    ),
    typescript: dependencies.has("typescript") || existsSync(path.join(folder, "tsconfig.json")),
    modules: manifest["type"] === "module",
  };
}

async function readManifest(file: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const remedy = 'Start in a project, or make one with "npm init -y".';
    throw new UsageError(`There is no package.json here. ${remedy}`, { cause });
  }
  const manifest: unknown = JSON.parse(text);
  if (isRecord(manifest)) return manifest;
  throw new UsageError("package.json is not an object.");
}
