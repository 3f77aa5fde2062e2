import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const packages = globSync("packages/{*,adapters/*}/package.json", { cwd: root })
  .map((file) => path.dirname(file))
  .filter((folder) => !isPrivate(folder));
const adapters = packages.filter((folder) => folder.startsWith("packages/adapters/"));
const edge = packages.filter((folder) => /protocol|sdk|adapter/.test(folder));

function read(...parts: readonly string[]): string {
  return readFileSync(path.join(root, ...parts), "utf8");
}

/** The documentation is nobody's dependency. */
function isPrivate(folder: string): boolean {
  const manifest: { readonly private?: boolean } = JSON.parse(read(folder, "package.json"));
  return manifest.private === true;
}

function sources(folder: string): readonly string[] {
  return globSync("src/**/*.ts", { cwd: path.join(root, folder) }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
}

function codeLines(text: string): number {
  const withoutComments = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  return withoutComments.split("\n").filter((line) => /\S/.test(line) && !/^\s*\/\//.test(line))
    .length;
}

/** Exported declarations without a doc comment right above them. */
function undocumented(text: string, file: string): readonly string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const declared = /^export (?:async )?(?:function|class|interface|type|const) (\w+)/.exec(line);
    if (declared === null) return [];
    const above = lines.slice(0, index).filter((before) => !before.startsWith("// oxlint-disable"));
    return above.at(-1)?.endsWith("*/") === true ? [] : [`${file}: ${declared[1]}`];
  });
}

describe.each(packages)("%s", (folder) => {
  it("has a README, an MIT licence and the tsconfig of every package", () => {
    expect(existsSync(path.join(root, folder, "README.md"))).toBe(true);
    const manifest: { readonly license: string; readonly sideEffects: boolean } = JSON.parse(
      read(folder, "package.json"),
    );
    expect(manifest).toMatchObject({ license: "MIT", sideEffects: false, type: "module" });
    const tsconfig = (of: string) => JSON.parse(read(of, "tsconfig.json"));
    expect(tsconfig(folder).compilerOptions).toEqual(tsconfig("packages/protocol").compilerOptions);
  });

  it("documents every export", () => {
    const bare = sources(folder).flatMap((file) => undocumented(read(folder, file), file));
    expect(bare).toEqual([]);
  });

  it("keeps its files short", () => {
    const long = sources(folder).filter((file) => codeLines(read(folder, file)) > 250);
    expect(long).toEqual([]);
  });
});

describe.each(edge)("%s runs on edge runtimes:", (folder) => {
  it("imports no module of Node's and evaluates no text as code", () => {
    for (const file of sources(folder)) {
      expect(read(folder, file), file).not.toMatch(/from "node:|\beval\(|new Function\(/);
    }
  });
});

describe.each(adapters)("%s", (folder) => {
  it("applies the conformance suite", () => {
    expect(read(folder, "test/conformance.test.ts")).toContain("describeAdapter({");
  });

  it("is small: no file over 150 lines, and no errors, schemas or names of its own", () => {
    for (const file of sources(folder)) {
      const text = read(folder, file);
      expect(codeLines(text), file).toBeLessThanOrEqual(150);
      expect(text, file).not.toMatch(/extends Error|createInputValidator|assignToolNames/);
    }
  });

  it("records its own version", () => {
    const { version }: { readonly version: string } = JSON.parse(read(folder, "package.json"));
    expect(read(folder, "src/version.ts")).toContain(`"${version}"`);
  });
});

describe("the toolchain", () => {
  it("runs scripts on Node 24, whatever Node started it", () => {
    expect(Number(process.versions.node.split(".")[0])).toBeGreaterThanOrEqual(24);
  });
});
