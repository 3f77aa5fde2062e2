import type { JsonSchema } from "@codespar/protocol";
import { isList, isRecord } from "@codespar/protocol/validation";

import { mergeSchemas } from "../schema/merge-schemas.ts";
import { propertiesOf } from "../schema/properties-of.ts";
import { requiredOf } from "../schema/required-of.ts";
import { resolveReference } from "../schema/resolve-reference.ts";

/** How many alternatives may lie directly in one another. */
const maxDepth = 8;

/**
 * Leaves out nulls for optional properties, which strict mode makes a model write; a property that
 * really takes null keeps it.
 *
 * @param root The tool's original schema.
 */
export function dropNulls(written: unknown, root: JsonSchema): unknown {
  return drop(written, root, root);
}

function drop(value: unknown, schema: unknown, root: JsonSchema): unknown {
  if (!isList(value) && !isRecord(value)) return value;
  const applied = appliedTo(value, schema, { root, depth: 0 });
  if (isList(value)) return value.map((item) => drop(item, applied["items"], root));
  const required = new Set(requiredOf(applied));
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => ({ name, member, described: memberOf(applied, name) }))
      .filter(
        ({ name, member, described }) =>
          member !== null || required.has(name) || acceptsNull(described, { root, depth: 0 }),
      )
      .map(({ name, member, described }) => [name, drop(member, described, root)]),
  );
}

interface Place {
  readonly root: JsonSchema;
  readonly depth: number;
}

/** All that a schema says of a value: references, and the alternative that it can be. */
function appliedTo(value: object, schema: unknown, { root, depth }: Place): JsonSchema {
  const own = (isRecord(schema) ? resolveReference(schema, root) : undefined) ?? {};
  if (depth > maxDepth) return {};
  const inner = { root, depth: depth + 1 };
  const all = listOf(own["allOf"]).map((part) => appliedTo(value, part, inner));
  const either = [own["anyOf"], own["oneOf"]].flatMap((branches): readonly JsonSchema[] => {
    const applied = listOf(branches).map((branch) => appliedTo(value, branch, inner));
    return applied.filter((branch) => fits(value, branch, root)).slice(0, 1);
  });
  return [...all, ...either].reduce(mergeSchemas, own);
}

/** Whether a value can be what a schema describes, by its kind, its members and its constants. */
function fits(value: object, schema: JsonSchema, root: JsonSchema): boolean {
  const { type } = schema;
  const kind = Array.isArray(value) ? "array" : "object";
  if (type !== undefined && ![type].flat().includes(kind)) return false;
  if (!requiredOf(schema).every((name) => Object.hasOwn(value, name))) return false;
  return Object.entries(value).every(([name, member]) => {
    if (member === null || Array.isArray(value)) return true;
    const described = memberOf(schema, name);
    return described !== false && allows(described, member, root);
  });
}

function allows(schema: unknown, value: unknown, root: JsonSchema): boolean {
  const resolved = isRecord(schema) ? resolveReference(schema, root) : undefined;
  if (resolved === undefined) return true;
  if (Object.hasOwn(resolved, "const")) return resolved["const"] === value;
  return !isList(resolved["enum"]) || resolved["enum"].includes(value);
}

function memberOf(schema: JsonSchema, name: string): unknown {
  const properties = propertiesOf(schema);
  return Object.hasOwn(properties, name) ? properties[name] : schema["additionalProperties"];
}

function acceptsNull(schema: unknown, { root, depth }: Place): boolean {
  const resolved = isRecord(schema) ? resolveReference(schema, root) : undefined;
  if (resolved === undefined || depth > maxDepth) return schema !== false;
  const { type, nullable, enum: values, anyOf, oneOf } = resolved;
  if (nullable === true) return true;
  if (isList(values)) return values.includes(null);
  if (Object.hasOwn(resolved, "const")) return resolved["const"] === null;
  if (type !== undefined) return [type].flat().includes("null");
  const branches = [...listOf(anyOf), ...listOf(oneOf)];
  const inner = { root, depth: depth + 1 };
  return branches.length === 0 || branches.some((branch) => acceptsNull(branch, inner));
}

function listOf(value: unknown): readonly unknown[] {
  return isList(value) ? value : [];
}
