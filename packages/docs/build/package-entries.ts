import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { repository } from "./folders.ts";

/** An entry of a public package, which has a page of the reference. */
export interface PackageEntry {
  /** What is imported: `@codespar/sdk/testing`. */
  readonly name: string;
  /** Name of its page. */
  readonly slug: string;
  /** Its source, absolute. */
  readonly source: string;
  /** The first sentence of the package's README. */
  readonly description: string;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Lists the entries of every public package, by name. */
export function listPackageEntries(): readonly PackageEntry[] {
  return globSync("packages/{*,adapters/*}/package.json", { cwd: repository })
    .flatMap((file) => toEntries(path.join(repository, path.dirname(file))))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

function toEntries(folder: string): readonly PackageEntry[] {
  const manifest: Manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  if (manifest.private === true) return [];
  const description = firstParagraph(readFileSync(path.join(folder, "README.md"), "utf8"));
  return Object.entries(manifest.exports).flatMap(([entry, target]) =>
    typeof target !== "string" || !target.endsWith(".ts")
      ? []
      : {
          name: path.posix.join(manifest.name, entry),
          slug: path.posix.join(manifest.name, entry).split("/").slice(1).join("-"),
          source: path.join(folder, target),
          description,
        },
  );
}

function firstParagraph(readme: string): string {
  return (readme.split("\n\n")[1] ?? "").replaceAll("\n", " ");
}
