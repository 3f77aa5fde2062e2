/**
 * Every TypeScript snippet of every README and of the site type-checks; all but those marked `check`
 * are run.
 */
import { execFile } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { requirements } from "@codespar/conformance";
import { errorCodes } from "@codespar/protocol";
import { beforeAll, describe, expect, it } from "vitest";

import type { SnippetRun } from "./run-snippets.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(import.meta.dirname, ".snippets");
const run = promisify(execFile);

interface Snippet {
  readonly name: string;
  readonly runs: boolean;
  readonly code: string;
}

const pages = "packages/docs/src/content/docs";
const files = globSync(["README.md", "packages/{*,adapters/*}/README.md", `${pages}/**/*.md`], {
  cwd: root,
}).filter((file) => !file.startsWith(`${pages}/reference/packages/`));

const snippets: readonly Snippet[] = files.flatMap((file) => {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^```ts( check)?\n([\s\S]*?)^```/gm)].map(
    ([, check, code = ""], index) => ({
      name: `${file.replace(pages, "docs").replaceAll("/", "-").replace(".md", "")}-${index + 1}`,
      runs: check === undefined,
      code,
    }),
  );
});

const programsToRun = snippets.filter(({ runs }) => runs);

/**
 * The runtime and LangGraph extend zod's types, and their sources do not go together in one program;
 * the packages are checked elsewhere, so that only what is said of the snippets counts here.
 */
const programs = Object.groupBy(
  snippets.map(({ name }) => name),
  (name) => (name.includes("langchain") ? "langchain" : "others"),
);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { name, code } of snippets) {
    writeFileSync(path.join(folder, `${name}.ts`), `${code}export {};\n`);
  }
  for (const [name, members] of Object.entries(programs)) {
    const options = {
      extends: "../../../tsconfig.json",
      compilerOptions: { noPropertyAccessFromIndexSignature: false },
      include: members.map((file) => `${file}.ts`),
    };
    writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(options));
  }
});

describe("the runtime's README", () => {
  it("lists every error code with its status and its meaning", () => {
    const text = readFileSync(path.join(root, "packages/runtime/README.md"), "utf8");
    const squeezed = text.replaceAll(/ +/g, " ");
    for (const [code, { status, meaning }] of Object.entries(errorCodes)) {
      expect(squeezed).toContain(`| \`${code}\` | ${status} | ${meaning} |`);
    }
  });
});

describe("the README", () => {
  it("has every requirement in its table: pnpm conformance --write puts them there", () => {
    const text = readFileSync(path.join(root, "README.md"), "utf8").replaceAll(/ +/g, " ");
    for (const { id, behavior } of requirements)
      expect(text).toContain(`| \`${id}\` ${behavior} |`);
  });
});

describe("snippets", () => {
  it("exist", () => {
    expect(snippets.length).toBeGreaterThan(40);
  });

  it.each(Object.keys(programs))(
    "type-check against the packages and the frameworks: %s",
    async (name) => {
      const tsc = path.join(root, "node_modules/.bin/tsc");
      const project = path.join(folder, `${name}.json`);
      const checked = run(tsc, ["-p", project]).catch(
        (error: { readonly stdout: string }) => error,
      );
      const told = (await checked).stdout
        .split("\n")
        .filter((line) => /^\S*\.snippets\//.test(line));
      expect(told).toEqual([]);
    },
    180_000,
  );

  describe("that run", () => {
    let ran: readonly SnippetRun[] = [];

    beforeAll(async () => {
      const toFile = ({ name }: Snippet) => path.join(folder, `${name}.ts`);
      const runner = path.join(import.meta.dirname, "run-snippets.ts");
      const running = run(process.execPath, [runner, ...programsToRun.map(toFile)]);
      // One that never ends takes those after it with it; those before it have run.
      const { stdout } = await running.catch((error: { readonly stdout: string }) => error);
      ran = stdout
        .trim()
        .split("\n")
        .map((line): SnippetRun => JSON.parse(line));
    }, 120_000);

    it.each(programsToRun)("$name does what it says", ({ name, code }) => {
      const told = ran.find(({ file }) => path.basename(file) === `${name}.ts`);
      expect(told?.stderr, "it did not run to its end").toBe("");
      for (const [, promised = ""] of code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)) {
        expect(told?.stdout.split("\n")).toContain(promised);
      }
    });
  });
});
