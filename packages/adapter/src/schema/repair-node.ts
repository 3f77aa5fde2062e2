import type { JsonSchema } from "@codespar/protocol";
import { isList, isPattern, isRecord, mapRecord } from "@codespar/protocol/validation";

import type { DialectRules } from "./dialect.ts";
import { withWords } from "./with-words.ts";

type Repair = (schema: JsonSchema, rules: DialectRules) => JsonSchema;

/** Repairs one schema, not those inside it; returns the same object when nothing is wrong. */
export function repairNode(schema: JsonSchema, rules: DialectRules): JsonSchema {
  if (!mayNeedRepair(schema)) return schema;
  return repairs.reduce((result, repair) => repair(result, rules), schema);
}

const suspects = new Set([
  "$comment",
  "$id",
  "$schema",
  "const",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "nullable",
  "oneOf",
  "pattern",
  "prefixItems",
]);

/** Most nodes of most schemas are plain, and are not looked at any further. */
function mayNeedRepair(schema: JsonSchema): boolean {
  const { type, items, required, properties } = schema;
  if (Array.isArray(type) || Array.isArray(items)) return true;
  if (type === "array" && items === undefined) return true;
  if (required !== undefined && !isSet(required)) return true;
  for (const key in schema) if (suspects.has(key) || key.startsWith("x-")) return true;
  if (!isTextEnum(schema)) return true;
  return isRecord(properties) && Object.values(properties).some(isMarkedRequired);
}

function isSet(values: unknown): boolean {
  return isList(values) && (values.length < 2 || new Set(values).size === values.length);
}

const repairs: readonly Repair[] = [
  withoutPrivateKeywords,
  withNullType,
  withNumericBounds,
  withRequiredList,
  withLegalPattern,
  withPlainTuple,
  withItems,
  withPlainUnion,
];

/** `$schema`, `$id`, `$comment`, `x-…`: no meaning to a model, and some providers reject them. */
function withoutPrivateKeywords(schema: JsonSchema): JsonSchema {
  return mapRecord(schema, (value, key) =>
    key === "$schema" || key === "$id" || key === "$comment" || key.startsWith("x-")
      ? undefined
      : value,
  );
}

/** OpenAPI's `nullable: true` in JSON Schema's own words. */
function withNullType(schema: JsonSchema): JsonSchema {
  if (schema["nullable"] === undefined) return schema;
  const { nullable, ...rest } = schema;
  if (nullable !== true) return rest;
  const { type, enum: values } = rest;
  if (typeof type !== "string") return { anyOf: [rest, { type: "null" }] };
  const allowed = isList(values) && !values.includes(null) ? [...values, null] : values;
  return { ...rest, type: [type, "null"], ...(values === undefined ? {} : { enum: allowed }) };
}

/** Draft 4's `exclusiveMinimum: true` in today's words. */
function withNumericBounds(schema: JsonSchema): JsonSchema {
  const bounds = [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const;
  return bounds.reduce((result, [loose, tight]) => {
    if (typeof result[tight] !== "boolean") return result;
    const { [loose]: limit, [tight]: exclusive, ...rest } = result;
    if (limit === undefined) return rest;
    return { ...rest, [exclusive === true ? tight : loose]: limit };
  }, schema);
}

/** `required` is a list of different names; draft 3 wrote `true` beside each property. */
function withRequiredList(schema: JsonSchema): JsonSchema {
  const { required, ...rest } = schema;
  const marked = isRecord(schema["properties"])
    ? Object.entries(schema["properties"]).filter(([, property]) => isMarkedRequired(property))
    : [];
  if (isList(required)) {
    const names = [...new Set([...required, ...marked.map(([name]) => name)])];
    return names.length === required.length ? schema : { ...rest, required: names };
  }
  if (marked.length > 0) return { ...rest, required: marked.map(([name]) => name) };
  return required === undefined ? schema : rest;
}

function isMarkedRequired(property: unknown): boolean {
  return isRecord(property) && property["required"] === true;
}

/** Patterns that do not compile are told in words. */
function withLegalPattern(schema: JsonSchema): JsonSchema {
  const { pattern, ...rest } = schema;
  if (typeof pattern !== "string" || isPattern(pattern)) return schema;
  return withWords(rest, `Must match ${pattern}`);
}

/** Tuples: draft 7's `items: […]` becomes `prefixItems`, or an array of any of the items. */
function withPlainTuple(schema: JsonSchema, { plainTuples }: DialectRules): JsonSchema {
  const { items, prefixItems, additionalItems, ...rest } = schema;
  const places = isList(prefixItems) ? prefixItems : items;
  if (!isList(places)) return schema;
  const others = Array.isArray(items) ? additionalItems : items;
  if (!plainTuples) {
    return {
      ...rest,
      prefixItems: places,
      ...(others === undefined ? {} : { items: others }),
    };
  }
  const closed = others === false && rest["maxItems"] === undefined;
  const kinds = isRecord(others) ? [...places, others] : places;
  const tuple = {
    ...rest,
    items: { anyOf: kinds },
    ...(closed ? { maxItems: places.length } : {}),
  };
  return withWords(tuple, `Items in order: ${places.map(nameOf).join(", ")}`);
}

function nameOf(schema: unknown): string {
  if (!isRecord(schema)) return "any";
  const { description, title, type } = schema;
  return [description, title, type].find((word) => typeof word === "string") ?? "any";
}

/** An array without `items` makes OpenAI refuse the whole request. */
function withItems(schema: JsonSchema, { needsItems }: DialectRules): JsonSchema {
  const { type, items } = schema;
  const array = type === "array" || (Array.isArray(type) && type.includes("array"));
  if (!needsItems || !array || items !== undefined) return schema;
  return { ...schema, items: {} };
}

/** Unions and constants in the words that no provider and no framework drops. */
function withPlainUnion(schema: JsonSchema, { plainUnions }: DialectRules): JsonSchema {
  if (!plainUnions) return schema;
  return [withAnyOf, withEnum, withTextEnum, withSingleType].reduce(apply, schema);
}

function apply(schema: JsonSchema, repair: (schema: JsonSchema) => JsonSchema): JsonSchema {
  return repair(schema);
}

function withAnyOf(schema: JsonSchema): JsonSchema {
  const { oneOf, anyOf, ...rest } = schema;
  if (!Array.isArray(oneOf)) return schema;
  if (anyOf === undefined) return { ...rest, anyOf: oneOf };
  return { ...rest, allOf: [...list(rest["allOf"]), { anyOf }, { anyOf: oneOf }] };
}

function withEnum(schema: JsonSchema): JsonSchema {
  if (!Object.hasOwn(schema, "const")) return schema;
  const { const: value, ...rest } = schema;
  return { ...rest, enum: [value] };
}

/** Gemini refuses the whole request for an enum that holds a number: such values are told in words. */
function withTextEnum(schema: JsonSchema): JsonSchema {
  const { enum: values, ...rest } = schema;
  if (!isList(values) || isTextEnum(schema)) return schema;
  const [type, ...others] = new Set(values.map((value) => typeof value));
  const known = rest["type"] === undefined && others.length === 0 && type !== "object";
  const words = `One of ${values.map((value) => JSON.stringify(value)).join(", ")}`;
  return withWords(known ? { ...rest, type } : rest, words);
}

function isTextEnum({ enum: values }: JsonSchema): boolean {
  return !isList(values) || values.every((value) => typeof value === "string" || value === null);
}

/** `["string", "null"]` is understood everywhere; two kinds of value are not. */
function withSingleType(schema: JsonSchema): JsonSchema {
  const { type, ...rest } = schema;
  if (!Array.isArray(type) || type.filter((name) => name !== "null").length < 2) return schema;
  if (rest["anyOf"] !== undefined) return rest;
  const { description, title, default: fallback, enum: values, ...constraints } = rest;
  const shared = { description, title, default: fallback, enum: values };
  return {
    ...Object.fromEntries(Object.entries(shared).filter(([, value]) => value !== undefined)),
    anyOf: type.map((name: unknown) => ({ type: name, ...constraintsOf(constraints, name) })),
  };
}

const constraintsByType: Readonly<Record<string, readonly string[]>> = {
  string: ["minLength", "maxLength", "pattern", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["items", "minItems", "maxItems", "uniqueItems", "contains", "prefixItems"],
  object: ["properties", "required", "additionalProperties", "patternProperties", "propertyNames"],
};

function constraintsOf(schema: JsonSchema, type: unknown): JsonSchema {
  const names = typeof type === "string" ? (constraintsByType[type] ?? []) : [];
  const known = new Set(Object.values(constraintsByType).flat());
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => names.includes(key) || !known.has(key)),
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
