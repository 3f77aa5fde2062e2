import type { JsonSchema } from "@codespar/protocol";
import { isList, isRecord, resolvePointer } from "@codespar/protocol/validation";

import type { Quarantine } from "./to-dialect.ts";
import { withWords } from "./with-words.ts";

const unions = ["anyOf", "oneOf"] as const;

/**
 * Makes the root a plain object schema: providers refuse references and unions there.
 *
 * The alternatives' properties are offered side by side and the rule is told in words; the
 * arguments are still held to the original schema.
 */
export function flattenRoot(
  schema: JsonSchema,
  notes: string[],
): { readonly schema: JsonSchema } | Quarantine {
  const root = withoutReference(schema, schema, 0);
  if (root === undefined) return { reason: "its root refers to itself" };
  const { type } = root;
  const acceptsObject =
    type === undefined || type === "object" || (Array.isArray(type) && type.includes("object"));
  if (!acceptsObject)
    return { reason: `its arguments are not an object but ${JSON.stringify(type)}` };
  return {
    schema: withoutCombinators(Array.isArray(type) ? { ...root, type: "object" } : root, notes),
  };
}

function withoutReference(
  schema: JsonSchema,
  root: JsonSchema,
  depth: number,
): JsonSchema | undefined {
  const { $ref: reference, ...rest } = schema;
  if (typeof reference !== "string") return schema;
  const target = resolvePointer(root, reference);
  if (!isRecord(target) || depth > 16) return undefined;
  return withoutReference({ ...target, ...rest }, root, depth + 1);
}

function withoutCombinators(schema: JsonSchema, notes: string[]): JsonSchema {
  const { allOf, anyOf, oneOf, not, enum: values, ...rest } = schema;
  if ([allOf, anyOf, oneOf, not, values].every((combinator) => combinator === undefined)) {
    return schema;
  }
  const all = branchesOf(allOf, schema).map((branch) => withoutCombinators(branch, notes));
  let result = all.reduce(mergeAll, rest);
  for (const keyword of unions) {
    const branches = branchesOf(schema[keyword], schema);
    if (branches.length > 0) result = mergeAny(result, branches);
  }
  if (not !== undefined) result = withWords(result, `Must not match ${JSON.stringify(not)}`);
  notes.push("The root's alternatives are offered side by side.");
  return result;
}

function branchesOf(value: unknown, root: JsonSchema): readonly JsonSchema[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((branch) => withoutReference(branch, root, 0) ?? {});
}

function mergeAll(left: JsonSchema, right: JsonSchema): JsonSchema {
  return {
    ...right,
    ...left,
    properties: { ...propertiesOf(right), ...propertiesOf(left) },
    required: [...new Set([...requiredOf(left), ...requiredOf(right)])],
  };
}

/** Every alternative's properties; required is only what all of them require. */
function mergeAny(schema: JsonSchema, branches: readonly JsonSchema[]): JsonSchema {
  const properties = new Map<string, unknown>();
  for (const [name, property] of branches.flatMap((branch) =>
    Object.entries(propertiesOf(branch)),
  )) {
    const other = properties.get(name);
    properties.set(name, other === undefined ? property : eitherOf(other, property));
  }
  const [first = {}, ...others] = branches;
  const common = requiredOf(first).filter((name) =>
    others.every((branch) => requiredOf(branch).includes(name)),
  );
  const rule = branches
    .map((branch) => `{${requiredOf(branch).join(", ") || "anything"}}`)
    .join(" or ");
  return withWords(
    {
      ...schema,
      properties: { ...Object.fromEntries(properties), ...propertiesOf(schema) },
      required: [...new Set([...requiredOf(schema), ...common])],
    },
    `Give ${rule}`,
  );
}

function eitherOf(left: unknown, right: unknown): unknown {
  if (JSON.stringify(left) === JSON.stringify(right)) return left;
  const kinds = isRecord(left) && isList(left["anyOf"]) ? left["anyOf"] : [left];
  return { anyOf: [...kinds, right] };
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return isRecord(schema["properties"]) ? schema["properties"] : {};
}

function requiredOf(schema: JsonSchema): readonly string[] {
  const { required } = schema;
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}
