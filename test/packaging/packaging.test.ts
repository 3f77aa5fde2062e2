/**
 * Packs every public package exactly as `pnpm publish` would and checks the tarballs: publint
 * (manifest and files), attw (types resolve for ESM consumers), and an import of every entry from
 * an installation that has nothing but the tarballs and their dependencies.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import {
  type Analysis,
  checkPackage,
  type CheckResult,
  createPackageFromTarballData,
  type Problem,
} from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { beforeAll, describe, expect, it } from "vitest";

import { pack, type PublicPackage, publicPackages } from "./pack.ts";

const tarballs = new Map<string, string>();

beforeAll(() => {
  for (const { name, folder } of publicPackages) tarballs.set(name, pack(folder));
}, 180_000);

function tarballOf(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(tarballs.get(name) ?? ""));
}

describe.each(publicPackages)("$name", ({ name, entries }) => {
  it("has a manifest that matches its files", async () => {
    const { messages, pkg } = await publint({
      pack: { tarball: tarballOf(name).buffer },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("resolves its types for ESM consumers", async () => {
    const result = await checkPackage(createPackageFromTarballData(tarballOf(name)));
    const { problems } = expectTypes(result);
    expect(problems.filter((problem) => !isCommonJsOnly(problem))).toEqual([]);
  }, 30_000);

  it("can be imported where only tarballs are installed", () => {
    const folder = install();
    const script = entries
      .map((entry) => `await import(${JSON.stringify(path.posix.join(name, entry))});`)
      .join("\n");
    const run = () =>
      execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: folder });
    expect(run).not.toThrow();
  }, 30_000);
});

describe("the runtime's tarball", () => {
  it("has every file that the dashboard's pages load", () => {
    const script = `
      const { createRuntime } = await import("@codespar/runtime");
      const { fetch, close, apiKey } = createRuntime();
      const ask = (path, init) => fetch("http://localhost" + path, init);
      const form = await ask("/dashboard/sign-in");
      const cookie = form.headers.get("set-cookie").split(";")[0];
      const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())[1];
      const signedIn = await ask("/dashboard/sign-in", {
        method: "POST",
        headers: { Cookie: cookie, "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ csrf, key: apiKey }).toString(),
      });
      const session = signedIn.headers.get("set-cookie").split(";")[0];
      const page = await (await ask("/dashboard", { headers: { Cookie: session } })).text();
      for (const [, path] of page.matchAll(/(?:src|href)="([^"]+\\/assets\\/[^"]+)"/g)) {
        const { status } = await ask(path);
        console.log(path.split("/").at(-1), status);
      }
      await close();`;
    const folder = install();
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(said.trim().split("\n").toSorted()).toEqual([
      "dashboard.css 200",
      "dashboard.js 200",
      "htmx.js 200",
      "icon.svg 200",
      "uplot.css 200",
      "uplot.js 200",
    ]);
  }, 30_000);
});

describe("the runtime's types", () => {
  it("need none that the package does not bring", () => {
    const folder = path.join(install(), "node_modules/@codespar/runtime");
    const { devDependencies }: { devDependencies: object } = JSON.parse(
      readFileSync(path.join(folder, "package.json"), "utf8"),
    );
    const entries = ["dist/index.d.ts", "dist/node.d.ts"].map((file) => path.join(folder, file));
    const named = [...reachable(entries)].flatMap((file) =>
      importsOf(file)
        .filter((name) => Object.hasOwn(devDependencies, `@types/${name}`))
        .map((name) => `${path.relative(folder, file)}: ${name}`),
    );
    expect(named).toEqual([]);
  });
});

/** The declarations that a consumer's compiler reads, starting from the entries. */
function reachable(entries: readonly string[]): Set<string> {
  const files = new Set(entries);
  for (const file of files) {
    for (const name of importsOf(file)) {
      if (!name.startsWith(".")) continue;
      files.add(path.resolve(path.dirname(file), name.replace(/\.[jt]s$/, ".d.ts")));
    }
  }
  return files;
}

function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(/\bfrom "([^"]+)"/g)].map(([, name = ""]) => name);
}

let installed: string | undefined;

/** Unpacks the tarballs side by side, each with the third-party packages of its workspace twin. */
function install(): string {
  if (installed !== undefined) return installed;
  installed = mkdtempSync(path.join(tmpdir(), "install-"));
  for (const workspacePackage of publicPackages) unpack(workspacePackage, installed);
  return installed;
}

function unpack({ name, folder }: PublicPackage, destination: string): void {
  const target = path.join(destination, "node_modules", name);
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", tarballs.get(name) ?? "", "-C", target, "--strip-components=1"]);
  const source = path.join(folder, "node_modules");
  for (const dependency of existsSync(source) ? readdirSync(source) : []) {
    if (dependency.startsWith(".") || dependency === "@codespar") continue;
    mkdirSync(path.join(target, "node_modules"), { recursive: true });
    symlinkSync(path.join(source, dependency), path.join(target, "node_modules", dependency));
  }
}

function expectTypes(result: CheckResult): Analysis {
  if (!result.types) throw new Error("The package ships no types");
  return result;
}

function isCommonJsOnly(problem: Problem): boolean {
  return (
    "resolutionKind" in problem &&
    (problem.resolutionKind === "node10" || problem.resolutionKind === "node16-cjs")
  );
}
