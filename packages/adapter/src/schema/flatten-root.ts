import type { JsonSchema } from "@codespar/protocol";
import { isList, isRecord } from "@codespar/protocol/validation";

import { mergeSchemas } from "./merge-schemas.ts";
import { propertiesOf } from "./properties-of.ts";
import { requiredOf } from "./required-of.ts";
import { resolveReference } from "./resolve-reference.ts";
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
  const root = resolveReference(schema, schema);
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

function withoutCombinators(schema: JsonSchema, notes: string[]): JsonSchema {
  const { allOf, anyOf, oneOf, not, enum: values, ...rest } = schema;
  if ([allOf, anyOf, oneOf, not, values].every((combinator) => combinator === undefined)) {
    return schema;
  }
  const all = branchesOf(allOf, schema).map((branch) => withoutCombinators(branch, notes));
  let result = all.reduce(mergeSchemas, rest);
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
  return value.filter(isRecord).map((branch) => resolveReference(branch, root) ?? {});
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
