import type { JsonSchema } from "@codespar/protocol";
import {
  isList,
  isPattern,
  isRecord,
  isSubschema,
  resolvePointer,
} from "@codespar/protocol/validation";

import { type Provider, providers } from "./provider.ts";
import type { SchemaRule } from "./schema-rule.ts";

const [...all] = providers;
const strictRoots: readonly Provider[] = ["openai", "anthropic"];
const gemini: readonly Provider[] = ["gemini"];

/** What providers refuse in a schema, or do not understand, by their documentation and answers. */
export const schemaRules: readonly SchemaRule[] = [
  {
    id: "root-object",
    level: "rejected",
    providers: all,
    rootOnly: true,
    message: 'The arguments must be an object: { "type": "object" }.',
    repair: "the type is added",
    breaks: ({ type }) => type !== "object",
  },
  {
    id: "root-properties",
    level: "rejected",
    providers: ["openai"],
    rootOnly: true,
    message: "An object without properties is refused.",
    repair: "empty properties are added",
    breaks: ({ properties }) => !isRecord(properties),
  },
  {
    id: "root-union",
    level: "rejected",
    providers: strictRoots,
    rootOnly: true,
    message: "A union or a reference at the root is refused.",
    repair: "its alternatives are offered side by side, the rule in words",
    breaks: (root) =>
      ["anyOf", "oneOf", "allOf", "not", "enum", "$ref"].some((keyword) => keyword in root),
  },
  {
    id: "property-name",
    level: "rejected",
    providers: ["anthropic", "gemini"],
    rootOnly: true,
    message: "Names of properties have characters, or a length, that are refused.",
    repair: "the model sees another name, the server its own",
    about: (node) => refusedNames(node).join(", "),
    breaks: (node) => refusedNames(node).length > 0,
  },
  {
    id: "array-items",
    level: "rejected",
    providers: ["openai", "gemini"],
    message: "An array does not say what its items are.",
    repair: '"items": {} is added',
    breaks: ({ type, items }) => typesOf(type).includes("array") && items === undefined,
  },
  {
    id: "tuple",
    level: "rejected",
    providers: all,
    message: "items is a list, as in older drafts.",
    repair: "prefixItems, or an array of any of them with the order in words",
    breaks: ({ items }) => isList(items),
  },
  {
    id: "dangling-reference",
    level: "rejected",
    providers: all,
    message: "A reference points at nothing.",
    repair: "any value is offered there",
    breaks: ({ $ref: reference }, root) =>
      typeof reference === "string" && !isSubschema(resolvePointer(root, reference)),
  },
  {
    id: "reference",
    level: "rejected",
    providers: gemini,
    message: "References are refused.",
    repair: "written out where it is used; a recursive one is cut",
    breaks: ({ $ref: reference }, root) =>
      typeof reference === "string" && isSubschema(resolvePointer(root, reference)),
  },
  {
    id: "draft-4-bound",
    level: "rejected",
    providers: all,
    message: "exclusiveMinimum and exclusiveMaximum are numbers since draft 6.",
    repair: "written as numbers",
    breaks: ({ exclusiveMinimum, exclusiveMaximum }) =>
      [exclusiveMinimum, exclusiveMaximum].some((bound) => typeof bound === "boolean"),
  },
  {
    id: "required-list",
    level: "rejected",
    providers: all,
    message: "required is a list of different names since draft 4.",
    repair: "written as a list of the object's",
    breaks: ({ required }) =>
      required !== undefined && !(isList(required) && new Set(required).size === required.length),
  },
  {
    id: "pattern",
    level: "rejected",
    providers: all,
    message: "The pattern is not a regular expression.",
    repair: "told in words",
    breaks: ({ pattern }) => typeof pattern === "string" && !isPattern(pattern),
  },
  {
    id: "type-list",
    level: "rejected",
    providers: gemini,
    message: "Two types at once are refused.",
    repair: "written as anyOf",
    breaks: ({ type }) => isList(type) && type.filter((name) => name !== "null").length > 1,
  },
  {
    id: "private-keyword",
    level: "rejected",
    providers: gemini,
    message: "Keywords that mean nothing to a model ($schema, $id, $comment, x-…) are refused.",
    repair: "taken out",
    breaks: (node) => Object.keys(node).some((key) => /^(\$schema|\$id|\$comment|x-.*)$/.test(key)),
  },
  {
    id: "dropped-union",
    level: "misread",
    providers: gemini,
    message: "oneOf and const are dropped.",
    repair: "written as anyOf and enum",
    breaks: (node) => "oneOf" in node || "const" in node,
  },
  {
    id: "nullable",
    level: "misread",
    providers: strictRoots,
    message: "nullable is OpenAPI's: the model is not told that null is allowed.",
    repair: 'written as "null" among the types',
    breaks: ({ nullable }) => nullable !== undefined,
  },
];

function refusedNames({ properties }: JsonSchema): readonly string[] {
  const names = Object.keys(isRecord(properties) ? properties : {});
  return names.filter((name) => !/^[A-Za-z0-9_.-]{1,64}$/.test(name));
}

function typesOf(type: JsonSchema[string]): readonly unknown[] {
  return isList(type) ? type : [type];
}
