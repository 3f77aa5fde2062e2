import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";

import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const adapters = globSync("packages/adapters/*/package.json", { cwd: root }).map((file) =>
  path.dirname(path.join(root, file)),
);

/** Lines of a file that run: without comments, types, imports and exports from elsewhere. */
function runningLines(file: string): number {
  const text = readFileSync(file, "utf8")
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/^(?:import|export (?:type )?[{*])[\s\S]*?;$/gm, "");
  const lines = stripTypeScriptTypes(text).split("\n");
  return lines.filter((line) => /[^\s;]/.test(line) && !/^\s*\/\//.test(line)).length;
}

/** A file and the files of its package that it imports. */
function reach(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, target = ""] of readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)"/g)) {
    reach(path.resolve(path.dirname(file), target), seen);
  }
  return seen;
}

/** What each way into a package adds to its main one, which is whole. */
function entryPoints(folder: string): ReadonlyArray<readonly [name: string, lines: number]> {
  const { name, exports }: { name: string; exports: Record<string, string> } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8"),
  );
  const entries = Object.entries(exports).filter(([, file]) => file.endsWith(".ts"));
  const main = reach(path.resolve(folder, exports["."] ?? ""));
  return entries.map(([entry, file]) => {
    const files = [...reach(path.resolve(folder, file))];
    const own = entry === "." ? files : files.filter((reached) => !main.has(reached));
    const lines = own.reduce((sum, one) => sum + runningLines(one), 0);
    return [path.posix.join(name, entry), lines] as const;
  });
}

describe("an adapter is thin", () => {
  it.each(adapters.flatMap(entryPoints))(
    "%s runs 160 lines of its own at most (%i)",
    (_, lines) => {
      expect(lines).toBeGreaterThan(10);
      expect(lines).toBeLessThanOrEqual(160);
    },
  );
});
