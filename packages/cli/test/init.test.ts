import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { describe, expect, it, onTestFinished } from "vitest";

import type { TerminalParts } from "../src/index.ts";
import { frameworks, withoutFramework } from "../src/init/frameworks.ts";
import { runWith } from "./open-cli.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../..");

interface Files {
  readonly [file: string]: string;
}

/** A project in a folder of its own; nothing is installed, what would be is kept. */
function openProject(dependencies: readonly string[], files: Files = {}, parent = tmpdir()) {
  const folder = mkdtempSync(path.join(parent, "codespar-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const manifest = {
    type: "module",
    dependencies: Object.fromEntries(dependencies.map((name) => [name, "*"])),
  };
  const all = { "package.json": JSON.stringify(manifest), "tsconfig.json": "{}", ...files };
  for (const [file, content] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  const installs: string[] = [];
  const terminal: Partial<TerminalParts> = {
    cwd: folder,
    env: {},
    spawn: (command, args) => {
      installs.push([command, ...args].join(" "));
      return Promise.resolve(0);
    },
  };
  const init = (...args: readonly string[]) => runWith(terminal, ["init", ...args]);
  const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");
  return { folder, installs, init, read, terminal };
}

const cases = [...frameworks, withoutFramework];

describe("init", () => {
  it.each(cases)(
    "writes a file for $name that type-checks",
    async ({ name, packages, template }) => {
      // Inside the package, so that what it imports is found.
      const { folder, init, installs } = openProject([name], {}, import.meta.dirname);
      const { code, printed } = await init();
      expect([code, printed]).toEqual([0, expect.stringContaining("Wrote codespar.ts")]);
      const missing = packages.filter((wanted) => wanted !== name);
      expect(installs).toEqual([
        expect.stringContaining(`@codespar/sdk ${missing.join(" ")}`.trim()),
      ]);
      const tsconfig = { extends: path.join(root, "tsconfig.json"), include: ["codespar.ts"] };
      writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
      const tsc = path.join(root, "node_modules/.bin/tsc");
      const checked = await run(tsc, ["-p", folder]).catch((error: { stdout: string }) => error);
      expect(checked.stdout, template).toBe("");
    },
    60_000,
  );

  it.each([
    ["pnpm-lock.yaml", "pnpm add @codespar/sdk @codespar/vercel"],
    ["yarn.lock", "yarn add @codespar/sdk @codespar/vercel"],
    ["package-lock.json", "npm i @codespar/sdk @codespar/vercel"],
    ["bun.lock", "bun add @codespar/sdk @codespar/vercel"],
  ])("installs with the package manager of %s", async (lockfile, command) => {
    const { init, installs } = openProject(["ai"], { [lockfile]: "" });
    expect((await init()).code).toBe(0);
    expect(installs).toEqual([command]);
  });

  it("only says what it would do, where it is told to", async () => {
    const { init, installs, folder } = openProject(["openai"]);
    const { code, printed } = await init("--dry-run");
    expect([code, installs, existsSync(path.join(folder, "codespar.ts"))]).toEqual([0, [], false]);
    expect(printed).toMatch(
      /^Would run: npm i @codespar\/sdk @codespar\/openai\nWould write codespar.ts:/,
    );
    expect(printed).toContain("handleResponse(session, response)");
  });

  it("never writes over a file, and installs nothing then", async () => {
    const { init, installs, read } = openProject(["ai"], { "codespar.ts": "mine" });
    const { code, complaints } = await init();
    expect([code, complaints]).toEqual([
      1,
      "codespar.ts is there already. Name another with --file.\n",
    ]);
    expect([installs, read("codespar.ts")]).toEqual([[], "mine"]);
    expect((await init("--file", "other.ts", "--no-install")).printed).toContain("Wrote other.ts");
    expect(installs).toEqual([]);
  });

  it("writes where and as what the project's files are", async () => {
    const { init, read } = openProject(["ai"], {
      "package.json": JSON.stringify({ dependencies: { ai: "*", "@codespar/sdk": "*" } }),
      "src/index.ts": "",
    });
    const { printed } = await init("--json");
    expect(JSON.parse(printed)).toEqual({
      framework: "ai",
      packages: ["@codespar/vercel"],
      install: "npm i @codespar/vercel",
      file: "src/codespar.mts",
      dry_run: false,
    });
    expect(read("src/codespar.mts")).toContain('from "ai"');
  });

  it("takes the framework that brings others with it, or the one it is told", async () => {
    const both = openProject(["ai", "@mastra/core"]);
    expect((await both.init("--dry-run")).complaints).toContain("taking @mastra/core");
    const told = await both.init("--dry-run", "--framework", "ai", "--json");
    expect(JSON.parse(told.printed).framework).toBe("ai");
  });

  it("needs a package.json, and says when installing fails", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "codespar-init-"));
    const without = await runWith({ cwd: folder, env: {} }, ["init"]);
    expect([without.code, without.complaints]).toEqual([2, expect.stringContaining("npm init -y")]);
    const { terminal, folder: project } = openProject(["ai"]);
    const failed = await runWith({ ...terminal, spawn: () => Promise.resolve(1) }, ["init"]);
    expect([failed.code, failed.complaints]).toEqual([
      1,
      expect.stringContaining("nothing was written"),
    ]);
    expect(existsSync(path.join(project, "codespar.ts"))).toBe(false);
  });

  it("runs the package manager for real", async () => {
    const { folder } = openProject([], { "package-lock.json": "{}" });
    const { createTerminal } = await import("../src/create-terminal.ts");
    const { spawn } = createTerminal({
      print: () => undefined,
      complain: () => undefined,
      cwd: folder,
    });
    expect(await spawn(process.execPath, ["-e", "process.exit(3)"])).toBe(3);
  });
});
