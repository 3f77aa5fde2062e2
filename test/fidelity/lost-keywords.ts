import type { JsonSchema } from "@codespar/protocol";
import { isRecord, resolvePointer } from "@codespar/protocol/validation";

import { walkSchema } from "./walk-schema.ts";

/** The keywords that tell a model something by their value. */
const telling = [
  "default",
  "description",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "pattern",
  "title",
];

/**
 * What the original says and the sent schema does not say at all: a property, a value of an enum, a
 * bound, a pattern, a description, … It counts as said when the same keyword with the same value is
 * in the sent schema, or its value is in a description there.
 */
export function lostKeywords(original: JsonSchema, sent: JsonSchema): readonly string[] {
  const said = statements(sent);
  const words = [...said].filter((statement) => statement.startsWith("description ")).join("\n");
  return [...statements(original)].filter((statement) => {
    const value = statement.slice(statement.indexOf(" ") + 1);
    return !said.has(statement) && !words.includes(unquoted(value));
  });
}

/** In words the value stands as it is; inside the JSON of a description, quotes are escaped. */
function unquoted(value: string): string {
  const parsed: unknown = JSON.parse(value);
  return typeof parsed === "string" ? JSON.stringify(parsed).slice(1, -1) : value;
}

/** Every statement that can be reached from the root, as `keyword value`. */
function statements(root: JsonSchema): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const read = (schema: JsonSchema): void => {
    const { $defs: _defs, definitions: _definitions, ...reached } = schema;
    walkSchema(reached, (node) => {
      for (const [keyword, value] of statementsOf(node)) {
        found.add(`${keyword} ${JSON.stringify(value)}`);
      }
      const target = typeof node["$ref"] === "string" && resolvePointer(root, node["$ref"]);
      if (isRecord(target) && !seen.has(target)) {
        seen.add(target);
        read(target);
      }
    });
  };
  read(root);
  return found;
}

function statementsOf(node: JsonSchema): ReadonlyArray<readonly [string, unknown]> {
  const values = Array.isArray(node["enum"]) ? node["enum"] : [];
  const types = [node["type"] ?? []].flat();
  return [
    ...telling
      .filter((keyword) => node[keyword] !== undefined && typeof node[keyword] !== "boolean")
      .map((keyword) => [nameIn(node, keyword), node[keyword]] as const),
    ...values.map((value) => ["value", value] as const),
    ...("const" in node ? [["value", node["const"]] as const] : []),
    ...types.map((type) => ["type", type] as const),
    ...Object.keys(isRecord(node["properties"]) ? node["properties"] : {}).map(
      (name) => ["property", name] as const,
    ),
    ...Object.keys(isRecord(node["patternProperties"]) ? node["patternProperties"] : {}).map(
      (name) => ["pattern", name] as const,
    ),
    ...(node["uniqueItems"] === true ? [["uniqueItems", true] as const] : []),
  ];
}

/** Draft 4 wrote `exclusiveMinimum: true` beside the bound that it makes exclusive. */
function nameIn(node: JsonSchema, keyword: string): string {
  if (keyword === "minimum" && node["exclusiveMinimum"] === true) return "exclusiveMinimum";
  if (keyword === "maximum" && node["exclusiveMaximum"] === true) return "exclusiveMaximum";
  return keyword;
}
