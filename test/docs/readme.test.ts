/** Every TypeScript snippet of every README type-checks; all but those marked `check` are run. */
import { execFile } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { requirements } from "@codespar/conformance";
import { errorCodes } from "@codespar/protocol";
import { beforeAll, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(import.meta.dirname, ".snippets");
const run = promisify(execFile);

interface Snippet {
  readonly name: string;
  readonly runs: boolean;
  readonly code: string;
}

const snippets: readonly Snippet[] = globSync(["README.md", "packages/{*,adapters/*}/README.md"], {
  cwd: root,
}).flatMap((file) => {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^```ts( check)?\n([\s\S]*?)^```/gm)].map(
    ([, check, code = ""], index) => ({
      name: `${file.replaceAll("/", "-").replace(".md", "")}-${index + 1}`,
      runs: check === undefined,
      code,
    }),
  );
});

/** The runtime and LangGraph extend zod's types, and do not go together in one program. */
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
  for (const [name, files] of Object.entries(programs)) {
    const options = {
      extends: "../../../tsconfig.json",
      compilerOptions: { noPropertyAccessFromIndexSignature: false },
      include: files.map((file) => `${file}.ts`),
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

describe("README snippets", () => {
  it("exist in every README", () => {
    expect(snippets.length).toBeGreaterThan(10);
  });

  it.each(Object.keys(programs))(
    "type-check against the packages and the frameworks: %s",
    async (name) => {
      const tsc = path.join(root, "node_modules/.bin/tsc");
      const project = path.join(folder, `${name}.json`);
      const checked = run(tsc, ["-p", project]).catch(
        (error: { readonly stdout: string }) => error,
      );
      expect((await checked).stdout).toBe("");
    },
    60_000,
  );

  it.each(snippets.filter(({ runs }) => runs))("$name runs", async ({ name, code }) => {
    const { stdout, stderr } = await run(process.execPath, [path.join(folder, `${name}.ts`)]);
    expect(stderr).toBe("");
    for (const [, promised = ""] of code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)) {
      expect(stdout.split("\n")).toContain(promised);
    }
  });
});
