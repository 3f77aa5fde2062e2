import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import { bindTools, type BoundTool, type Dialect } from "@codespar/adapter";
import type { JsonSchema, Tool } from "@codespar/protocol";
import { isRecord, mapSubschemas } from "@codespar/protocol/validation";
import { createRecordingSession } from "@codespar/sdk/testing";
import { describe, expect, it } from "vitest";

interface SchemaCase {
  readonly name: string;
  readonly inputSchema: JsonSchema;
  readonly valid?: readonly unknown[];
  readonly invalid?: readonly unknown[];
}

const own: readonly SchemaCase[] = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "fixtures/schemas.json"), "utf8"),
);
const corpus = path.resolve(import.meta.dirname, "../../../../shared/corpus");
const hardCases = path.join(corpus, "hard-cases.json");
const shared: readonly SchemaCase[] = existsSync(hardCases)
  ? JSON.parse(readFileSync(hardCases, "utf8"))
  : [];
const dialects: readonly Dialect[] = ["openai", "anthropic", "gemini", "portable"];

describe.each(dialects)("in the %s dialect", (dialect) => {
  describe.each([
    ["our own schemas", own],
    ["the shared hard cases", shared],
  ] as const)("%s", (_title, cases) => {
    it.skipIf(cases.length === 0)("let every valid sample arrive unchanged", async () => {
      for (const sample of samples(cases, "valid")) {
        const { bound, session } = bind(sample.schemaCase, dialect);
        const outcome = await bound.call(toModelInput(bound, sample.value));
        expect(outcome, sample.schemaCase.name).toMatchObject({ ok: true });
        expect(session.calls.map(({ params }) => params)).toEqual([sample.value]);
      }
    });

    it.skipIf(cases.length === 0)("let no invalid sample arrive", async () => {
      for (const sample of samples(cases, "invalid")) {
        const { bound, session } = bind(sample.schemaCase, dialect);
        const outcome = await bound.call(toModelInput(bound, sample.value));
        expect(outcome, sample.schemaCase.name).toMatchObject({ ok: false, code: "invalid_input" });
        expect(session.calls).toEqual([]);
      }
    });

    it.skipIf(cases.length === 0)("are sent in a form that providers accept", () => {
      for (const schemaCase of cases) {
        const { bound } = bind(schemaCase, dialect);
        expect(violations(bound.inputSchema, dialect), schemaCase.name).toEqual([]);
      }
    });
  });

  it.skipIf(!existsSync(corpus))("offers every tool of the corpus in an accepted form", () => {
    const tools = corpusTools();
    const skipped: string[] = [];
    const { tools: bound } = bindTools(createRecordingSession(), tools, {
      ...toolkitOptions(dialect),
      onSkip: ({ name }, reason) => skipped.push(`${name}: ${reason}`),
    });
    expect(skipped).toEqual([]);
    expect(bound).toHaveLength(tools.length);
    for (const { name, inputSchema } of bound) {
      expect(violations(inputSchema, dialect), name).toEqual([]);
    }
  });
});

function toolkitOptions(dialect: Dialect) {
  const framework = { name: "fidelity", adapterVersion: "0.0.0" };
  return { framework, defaultDialect: dialect };
}

function bind(schemaCase: SchemaCase, dialect: Dialect) {
  const tool = toTool(schemaCase.name, schemaCase.inputSchema);
  const session = createRecordingSession({ tools: [tool] });
  const [bound] = bindTools(session, [tool], toolkitOptions(dialect)).tools;
  if (bound === undefined) throw new Error(`${schemaCase.name} was quarantined`);
  return { bound, session };
}

function toTool(name: string, inputSchema: JsonSchema): Tool {
  return { name, description: "", input_schema: inputSchema, server: "fidelity" };
}

function* samples(cases: readonly SchemaCase[], kind: "valid" | "invalid") {
  for (const schemaCase of cases) {
    for (const value of schemaCase[kind] ?? []) yield { schemaCase, value };
  }
}

/** What a model that follows the sent schema would write: root properties under the sent names. */
function toModelInput(bound: BoundTool, value: unknown): unknown {
  if (!isRecord(value)) return value;
  const original = Object.keys(propertiesOf(bound.tool.input_schema));
  const sent = Object.keys(propertiesOf(bound.inputSchema));
  if (original.length !== sent.length) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [sent[original.indexOf(key)] ?? key, member]),
  );
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return isRecord(schema["properties"]) ? schema["properties"] : {};
}

function corpusTools(): readonly Tool[] {
  return globSync("*.json", { cwd: corpus })
    .filter((file) => file !== "hard-cases.json")
    .flatMap((file) => {
      const { tools }: { readonly tools: readonly SchemaCase[] } = JSON.parse(
        readFileSync(path.join(corpus, file), "utf8"),
      );
      return tools.map(({ name, inputSchema }) => toTool(`${file}:${name}`, inputSchema));
    });
}

/** The published rules that make a provider refuse a whole request. */
function violations(schema: JsonSchema, dialect: Dialect): readonly string[] {
  const found: string[] = [];
  if (schema["type"] !== "object") found.push("the root is not an object");
  if (!isRecord(schema["properties"])) found.push("the root has no properties");
  for (const keyword of ["anyOf", "oneOf", "allOf", "not", "enum", "$ref"]) {
    if (schema[keyword] !== undefined) found.push(`the root has ${keyword}`);
  }
  const keys = /^[a-zA-Z0-9_.-]{1,64}$/;
  if (dialect !== "openai" && !Object.keys(propertiesOf(schema)).every((key) => keys.test(key))) {
    found.push("a property name is refused");
  }
  walk(schema, (node) => {
    const arrays = node["type"] === "array" && node["items"] === undefined;
    if (dialect !== "anthropic" && arrays) found.push("an array has no items");
    if (Array.isArray(node["items"])) found.push("items is a list");
    if (Object.keys(node).some((key) => key.startsWith("x-") || key === "$schema")) {
      found.push("a private keyword is left");
    }
    if (typeof node["exclusiveMinimum"] === "boolean") found.push("a draft-4 bound is left");
    if (node["nullable"] !== undefined) found.push("nullable is left");
    if (node["required"] !== undefined && !Array.isArray(node["required"])) {
      found.push("required is not a list");
    }
    const inlined = dialect === "gemini" || dialect === "portable";
    if (inlined && node["$ref"] !== undefined) found.push("a reference is left");
  });
  return [...new Set(found)];
}

function walk(schema: JsonSchema, visit: (node: JsonSchema) => void): void {
  visit(schema);
  mapSubschemas(schema, (subschema) => {
    if (isRecord(subschema)) walk(subschema, visit);
    return subschema;
  });
}
