import { globSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { toDialect } from "@codespar/adapter";
import type { Tool } from "@codespar/protocol";
import { describe, expect, it } from "vitest";

import { lintTools } from "../src/lint/lint-tools.ts";
import { providers } from "../src/lint/provider.ts";
import { readToolFile } from "../src/lint/read-tool-file.ts";
import { schemaRules } from "../src/lint/schema-rules.ts";
import { openCli, runWith } from "./open-cli.ts";

const corpus = path.resolve(import.meta.dirname, "../../../../shared/corpus");
const files = globSync("*.json", { cwd: corpus }).toSorted();
const slow = path.join(import.meta.dirname, "servers/slow.mjs");
const silent = { env: {} };

function tool(input_schema: Tool["input_schema"], name = "buy"): Tool {
  return { name, description: "", input_schema, server: "" };
}

const objectOf = (schema: object) => ({ type: "object", properties: { a: schema } });

/** One schema for each rule, and who rejects it. */
const broken: ReadonlyArray<readonly [rule: string, schema: Tool["input_schema"], who: string]> = [
  ["root-object", { properties: {} }, "openai, anthropic, gemini"],
  ["root-properties", { type: "object" }, "openai"],
  [
    "root-union",
    { type: "object", properties: {}, anyOf: [{ required: ["a"] }] },
    "openai, anthropic",
  ],
  ["property-name", { type: "object", properties: { $top: {} } }, "anthropic, gemini"],
  ["array-items", objectOf({ type: "array" }), "openai, gemini"],
  ["tuple", objectOf({ type: "array", items: [{}] }), "openai, anthropic, gemini"],
  ["dangling-reference", objectOf({ $ref: "#/$defs/none" }), "openai, anthropic, gemini"],
  ["reference", { ...objectOf({ $ref: "#/$defs/b" }), $defs: { b: { type: "string" } } }, "gemini"],
  [
    "draft-4-bound",
    objectOf({ type: "number", minimum: 0, exclusiveMinimum: true }),
    "openai, anthropic, gemini",
  ],
  ["required-list", objectOf({ type: "string", required: true }), "openai, anthropic, gemini"],
  ["pattern", objectOf({ type: "string", pattern: "(" }), "openai, anthropic, gemini"],
  ["type-list", objectOf({ type: ["string", "number"] }), "gemini"],
  ["private-keyword", { ...objectOf({}), $schema: "x" }, "gemini"],
  ["dropped-union", objectOf({ const: "x" }), "gemini"],
  ["nullable", objectOf({ type: "string", nullable: true }), "openai, anthropic"],
];

describe("the rules of lint", () => {
  it.each(broken)("%s is found, at whom it is true of, and repaired", (rule, schema, who) => {
    const { problems } = lintTools([tool(schema)], providers);
    const found = problems.filter((problem) => problem.rule === rule);
    expect(found.map(({ provider }) => provider).join(", ")).toBe(who);
    expect(found.map(({ repair }) => repair)).not.toContain(null);
  });

  it("has an example of each", () => {
    expect(broken.map(([rule]) => rule)).toEqual(schemaRules.map(({ id }) => id));
  });

  it("says where, and nothing of a schema that everybody takes", () => {
    const nested = objectOf({ type: "array", items: objectOf({ type: "array" }) });
    const { problems } = lintTools([tool(nested)], ["openai"]);
    expect(problems.map(({ where }) => where)).toEqual(["a[].a"]);
    const clean = objectOf({ type: "string", enum: ["x"], description: "A." });
    expect(lintTools([tool(clean)], providers).problems).toEqual([]);
  });

  it("finds names that are refused, repeated or too many", () => {
    const clean = { type: "object", properties: {} };
    const names = ["a.b", "ação", "same", "same", "9lives"];
    const { problems } = lintTools(
      names.map((name) => tool(clean, name)),
      providers,
    );
    expect(problems.map(({ tool: name, rule, provider }) => [name, rule, provider])).toEqual([
      ["a.b", "name", "openai"],
      ["ação", "name", "openai"],
      ["same", "duplicate-name", "openai"],
      ["a.b", "name", "anthropic"],
      ["ação", "name", "anthropic"],
      ["same", "duplicate-name", "anthropic"],
      ["ação", "name", "gemini"],
      ["9lives", "name", "gemini"],
      ["same", "duplicate-name", "gemini"],
    ]);
    expect(problems[0]?.repair).toBe("the model sees a_b");
    const many = Array.from({ length: 129 }, (_, index) => tool(clean, `tool_${index}`));
    expect(lintTools(many, providers).problems.map(({ rule }) => rule)).toEqual(["too-many-tools"]);
  });

  it("says so where nothing can be offered", () => {
    const [problem] = lintTools([tool({ type: "string" })], ["openai"]).problems;
    expect(problem).toMatchObject({ rule: "root-object", repair: null });
  });
});

describe.skipIf(files.length === 0)("lint on real tool lists (skipped without the corpus)", () => {
  it.each(files)("%s: what is said to be repaired is repaired", async (file) => {
    const tools = await readToolFile(path.join(corpus, file));
    const { problems } = lintTools(tools, providers);
    for (const { tool: name, provider, rule, repair } of problems) {
      const schema = tools.find((candidate) => candidate.name === name)?.input_schema;
      if (repair === null || schema === undefined) continue;
      const written = toDialect(schema, provider);
      const repaired = "reason" in written ? [] : [tool(written.schema, name)];
      const left = lintTools(repaired, [provider]).problems.map((problem) => problem.rule);
      expect(left, `${name} ${provider}`).not.toContain(rule);
    }
  });
});

describe("lint", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codespar-lint-"));
  const write = (tools: unknown): string => {
    const file = path.join(folder, "tools.json");
    writeFileSync(file, JSON.stringify(tools));
    return file;
  };

  it("reads a file of any usual form, and exits with 1 when a tool would be rejected", async () => {
    const parameters = objectOf({ type: "array" });
    const forms = [
      [{ name: "buy", inputSchema: parameters }],
      { tools: [{ name: "buy", input_schema: parameters }] },
      { data: [{ type: "function", function: { name: "buy", parameters } }] },
    ];
    for (const form of forms) {
      const { code, printed, complaints } = await runWith(silent, ["lint", write(form)]);
      expect([code, complaints]).toEqual([1, "Some tools would be rejected.\n"]);
      expect(printed).toBe(
        `buy
  ✗ openai, gemini at a: An array does not say what its items are.
    → "items": {} is added

1 tool, about 22 tokens: 1 tool would be rejected. CodeSpar's adapters repair all of it.
`,
      );
    }
    const one = await runWith(silent, ["lint", write(forms[0]), "--provider", "anthropic"]);
    expect(one.code).toBe(0);
  });

  it("is an answer for programs with --json, and holds to limits", async () => {
    const file = write([{ name: "buy", inputSchema: objectOf({ const: 1 }) }]);
    const plain = await runWith(silent, ["lint", file, "--json"]);
    expect(plain.code).toBe(0);
    expect(JSON.parse(plain.printed)).toMatchObject({
      tools: 1,
      problems: [{ level: "misread", rule: "dropped-union", provider: "gemini", where: "a" }],
      over: [],
    });
    const strict = await runWith(silent, ["lint", file, "--max-warnings", "0"]);
    expect([strict.code, strict.complaints]).toEqual([1, "1 misread, and 0 are allowed.\n"]);
    const tokens = await runWith(silent, ["lint", file, "--max-tokens", "5"]);
    expect([tokens.code, tokens.complaints]).toEqual([
      1,
      expect.stringMatching(/^About \d+ tokens, and 5 are allowed/),
    ]);
  });

  it("asks an MCP server that it starts, with the variables that are named and no others", async () => {
    const args = ["lint", "--json", "--", process.execPath, slow];
    const { code, printed } = await runWith(silent, args);
    expect(code).toBe(1);
    const { tools, problems } = JSON.parse(printed);
    expect(tools).toBe(2);
    expect(new Set(problems.map(({ rule }: any) => rule))).toEqual(
      new Set(["name", "draft-4-bound"]),
    );
    const missing = await runWith(silent, [
      "lint",
      "--env",
      "NO_SUCH",
      "--",
      process.execPath,
      slow,
    ]);
    expect([missing.code, missing.complaints]).toEqual([
      2,
      expect.stringContaining("NO_SUCH is not set"),
    ]);
    const mute = await runWith(silent, ["lint", "--", process.execPath, "-e", "0"]);
    expect([mute.code, mute.complaints]).toEqual([
      1,
      expect.stringContaining("does not list its tools"),
    ]);
  }, 30_000);

  it("asks an MCP server at an address, with a token from the environment", async () => {
    const { codespar } = await openCli();
    const { mcp } = await codespar.create("u", { servers: ["stripe"] });
    const env = { TOKEN: mcp.headers?.["Authorization"]?.replace("Bearer ", "") };
    const { code, printed } = await runWith({ env }, ["lint", mcp.url, "--token-env", "TOKEN"]);
    expect([code, printed]).toEqual([0, expect.stringContaining("no provider rejects any")]);
    const refused = await runWith({ env: {} }, ["lint", mcp.url]);
    expect(refused.code).toBe(1);
  }, 30_000);

  it("looks at a session's tools, and needs to be told at what", async () => {
    const { run } = await openCli();
    expect((await run("lint", "--preset", "all")).code).toBe(1); // more than OpenAI takes
    expect((await run("lint", "--server", "stripe")).code).toBe(0);
    expect((await run("lint")).code).toBe(2);
  });
});
