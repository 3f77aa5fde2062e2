import type { Dialect } from "@codespar/adapter";
import type { JsonSchema } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { walkSchema } from "./walk-schema.ts";

type Rule = (node: JsonSchema, dialect: Dialect) => string | undefined;

/** What makes a provider refuse a whole request, by its published rules. */
export function violations(schema: JsonSchema, dialect: Dialect): readonly string[] {
  const found = rootRules.map((rule) => rule(schema, dialect));
  walkSchema(schema, (node) => {
    found.push(...nodeRules.map((rule) => rule(node, dialect)));
  });
  return [...new Set(found.filter((violation) => violation !== undefined))];
}

const rootRules: readonly Rule[] = [
  ({ type }) => (type === "object" ? undefined : "the root is not an object"),
  ({ properties }) => (isRecord(properties) ? undefined : "the root has no properties"),
  (root) =>
    ["anyOf", "oneOf", "allOf", "not", "enum", "$ref"].some((keyword) => keyword in root)
      ? "the root is a union or a reference"
      : undefined,
  ({ properties }, dialect) =>
    dialect === "openai" ||
    Object.keys(properties ?? {}).every((key) => /^[a-zA-Z0-9_.-]{1,64}$/.test(key))
      ? undefined
      : "a property name is refused",
];

const nodeRules: readonly Rule[] = [
  ({ type, items }, dialect) =>
    dialect !== "anthropic" && type === "array" && items === undefined
      ? "an array has no items"
      : undefined,
  ({ items }) => (Array.isArray(items) ? "items is a list" : undefined),
  (node) =>
    Object.keys(node).some((key) => key.startsWith("x-") || key === "$schema")
      ? "a private keyword is left"
      : undefined,
  ({ exclusiveMinimum, exclusiveMaximum }) =>
    typeof exclusiveMinimum === "boolean" || typeof exclusiveMaximum === "boolean"
      ? "a draft-4 bound is left"
      : undefined,
  ({ nullable }) => (nullable === undefined ? undefined : "nullable is left"),
  ({ required }) =>
    required === undefined || Array.isArray(required) ? undefined : "required is not a list",
  ({ enum: values }, dialect) =>
    (dialect === "gemini" || dialect === "portable") &&
    Array.isArray(values) &&
    !values.every((value) => typeof value === "string" || value === null)
      ? "an enum of more than text is left"
      : undefined,
  (node, dialect) =>
    (dialect === "gemini" || dialect === "portable") && "$ref" in node
      ? "a reference is left"
      : undefined,
  ({ oneOf, const: only }, dialect) =>
    (dialect === "gemini" || dialect === "portable") && (oneOf ?? only) !== undefined
      ? "a union or a constant that is dropped is left"
      : undefined,
];
