/** What the site and the READMEs say is what the code has, and the other way round. */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import { errorCodes, freesKey } from "@codespar/protocol";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const pages = "packages/docs/src/content/docs";
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const squeeze = (text: string) => text.replaceAll(/ +/g, " ");

const written = globSync(["README.md", "packages/{*,adapters/*}/README.md", `${pages}/**/*.md`], {
  cwd: root,
}).filter((file) => !/reference\/(?:api|packages)\//.test(file));

/** Members of an interface, as its source lists them. */
function membersOf(file: string, name: string): readonly string[] {
  const body = new RegExp(`interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(
    read(file),
  )?.[1];
  return [...(body ?? "").matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = ""]) => member);
}

/** The first column of the tables under a heading. */
function rowsOf(file: string, heading: string): readonly string[] {
  const [, section = ""] = read(file).split(`\n${heading}\n`);
  const [own = ""] = section.split(/^## /m);
  return [...own.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  );
}

const configuration = `${pages}/operate/configuration.md`;
const runtimeOptions = membersOf("packages/runtime/src/runtime-options.ts", "RuntimeOptions");

describe("the configuration page", () => {
  it("has every option of createRuntime, and no other", () => {
    expect(runtimeOptions.length).toBeGreaterThan(15);
    const documented = rowsOf(configuration, "## Options of `createRuntime`");
    expect(documented.toSorted()).toEqual(runtimeOptions.toSorted());
  });

  it("has every member of an MCP server's entry, and no other", () => {
    const file = "packages/runtime/src/mcp/server-spec.ts";
    const members = [
      ...membersOf(file, "StdioServerSpec"),
      ...membersOf(file, "HttpServerSpec"),
      ...membersOf(file, "GuardSettings"),
      ...membersOf(file, "ServerSettings"),
    ];
    expect(members.length).toBeGreaterThan(15);
    expect(rowsOf(configuration, "## MCP servers").toSorted()).toEqual(members.toSorted());
  });

  it("has every variable that the packages read, and no page names another", () => {
    const sources = globSync("packages/{*,adapters/*}/src/**/*.{ts,tsx}", { cwd: root });
    const names = (text: string) => [...text.matchAll(/\bCODESPAR_[A-Z]+(?:_[A-Z]+)*\b/g)].flat();
    const used = new Set(sources.map(read).flatMap(names));
    expect(rowsOf(configuration, "## Environment variables").toSorted()).toEqual(
      [...used].toSorted(),
    );
    for (const file of written) {
      expect(
        names(read(file)).filter((name) => !used.has(name)),
        file,
      ).toEqual([]);
    }
  });
});

describe("the error page", () => {
  const page = squeeze(read(`${pages}/reference/errors.md`));

  it("has every code with its status and its meaning, and no other", () => {
    const codes = [...page.matchAll(/^\| `(\w+)` \| (?=\d)/gm)].map(([, code]) => code);
    expect(codes.toSorted()).toEqual(Object.keys(errorCodes).toSorted());
    for (const [code, { status, meaning }] of Object.entries(errorCodes)) {
      expect(page).toContain(`| \`${code}\` | ${status} | ${meaning} |`);
    }
  });

  it("says of every failed call whether its key is free", () => {
    for (const [code, { status }] of Object.entries(errorCodes)) {
      if (status !== 200) continue;
      const row = page.split("\n").find((line) => line.startsWith(`| \`${code}\` |`));
      const free = freesKey(code as keyof typeof errorCodes);
      expect(row, code).toContain(free ? "| may be sent again |" : "| answers the same |");
    }
  });
});

describe("the comparison", () => {
  it("has the figures of the README", () => {
    const table = /^\| framework \| package[\s\S]*?\n\n/m.exec(squeeze(read("README.md")))?.[0];
    expect(table?.split("\n").length).toBeGreaterThan(9);
    expect(squeeze(read(`${pages}/reference/comparison.md`))).toContain(table);
  });
});

describe("shell commands", () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    read("package.json"),
  );
  const lines = written.flatMap((file) =>
    [...read(file).matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
      block
        .split("\n")
        .map((line) => line.replace(/ +#.*$/, ""))
        .filter((line) => line !== "")
        .map((line) => ({ file, line })),
    ),
  );
  // What a text names in passing counts too.
  const named = written.flatMap((file) =>
    [...read(file).matchAll(/`((?:npx -y pnpm@12|pnpm) [^`\n]+)`/g)].map(([, line = ""]) => ({
      file,
      line,
    })),
  );

  it("are there", () => {
    expect(lines.length).toBeGreaterThan(20);
  });

  it.each([...lines, ...named])("$line ($file)", ({ line }) => {
    const [, task, argument] =
      /^(?:npx -y pnpm@12|pnpm)(?: run| exec)? (\S+)(?: (\S+))?/.exec(line) ?? [];
    if (task === "example") {
      const folder = path.join(root, "examples", argument ?? "");
      expect(existsSync(path.join(folder, argument === undefined ? "" : "index.ts"))).toBe(true);
    } else if (task !== undefined) {
      const known = ["install", "vitest", ...Object.keys(scripts)];
      expect(known).toContain(task);
    } else if (line.startsWith("npm install ")) {
      for (const name of line.split(" ").slice(2)) expect(installable(), name).toContain(name);
    } else if (/^(?:npx @codespar\/cli|codespar) /.test(line)) {
      const [, command = ""] = /^(?:npx @codespar\/cli|codespar) (\S+)/.exec(line) ?? [];
      expect(existsSync(path.join(root, `packages/cli/src/commands/${command}.ts`))).toBe(true);
    } else {
      expect(line).toMatch(
        /^(?:node -e|export CODESPAR_|echo .source <\(codespar complete (?:bash|zsh)\))/,
      );
    }
  });
});

/** Our packages, and those the workspace itself is tested with. */
function installable(): readonly string[] {
  const ours = globSync("packages/{*,adapters/*}/package.json", { cwd: root })
    .map((file): { readonly name: string; readonly private?: boolean } => JSON.parse(read(file)))
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name);
  const catalog = [...read("pnpm-workspace.yaml").matchAll(/^ {2}"?([@\w/.-]+)"?: /gm)];
  return [...ours, ...catalog.map(([, name = ""]) => name)];
}

describe("READMEs", () => {
  const common = membersOf("packages/adapter/src/adapter-options.ts", "AdapterOptions");
  const adapters = globSync("packages/adapters/*", { cwd: root });

  it.each(adapters)("%s names every option", (folder) => {
    const [options = ""] = globSync("src/*-options.ts", { cwd: path.join(root, folder) });
    const source = read(`${folder}/${options}`);
    const [, name = ""] = /interface (\w+Options)/.exec(source) ?? [];
    const [, left = ""] = /Omit<AdapterOptions, ([^>]*)>/.exec(source) ?? [];
    const omitted = new Set([...left.matchAll(/\w+/g)].flat());
    const members = [
      ...common.filter((member) => !omitted.has(member)),
      ...membersOf(`${folder}/${options}`, name),
    ];
    expect(members.length).toBeGreaterThan(15);
    const text = read(`${folder}/README.md`);
    expect(members.filter((member) => !text.includes(`\`${member}\``))).toEqual([]);
  });

  it("of the runtime names every option", () => {
    const text = read("packages/runtime/README.md");
    expect(runtimeOptions.filter((option) => !text.includes(`\`${option}\``))).toEqual([]);
  });

  it.each(written.filter((file) => /^packages\/(?!docs)/.test(file)))("%s stands alone", (file) => {
    const text = read(file);
    expect(text).toMatch(/^```(?:ts|sh)/m);
    expect(text).toMatch(/npm install|npx @codespar/);
    expect(text).toContain("## What it does not do");
    expect(text).toContain("## See also");
    expect(text).toMatch(/## Licence\n\nMIT\n$/);
  });

  it.each(written.filter((file) => file.endsWith("README.md")))(
    "%s links to what exists",
    (file) => {
      for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        expect(existsSync(path.join(root, path.dirname(file), target)), target).toBe(true);
      }
    },
  );
});
