import type { JsonSchema } from "@codespar/protocol";
import { isRecord, mapSubschemas, type SubSchema } from "@codespar/protocol/validation";

import { aliasKeys, isLegalKey, type KeyAliases } from "./alias-keys.ts";
import { type Dialect, type DialectRules, dialectRules } from "./dialect.ts";
import { flattenRoot } from "./flatten-root.ts";
import { hasReference } from "./has-reference.ts";
import { inlineReferences } from "./inline-references.ts";
import { loosenDangling } from "./loosen-dangling.ts";
import { repairNode } from "./repair-node.ts";

/** A schema that a provider accepts. */
export interface DialectSchema {
  readonly schema: JsonSchema;
  /** Property names at the root that had to be written differently. */
  readonly aliases: KeyAliases;
  /** What the model is no longer told exactly; the arguments are still held to the original. */
  readonly notes: readonly string[];
}

/** Why no provider would accept a schema. */
export interface Quarantine {
  readonly reason: string;
}

/**
 * Writes a tool's schema in a dialect, repairing only what its providers reject.
 *
 * A schema that needs no repair is returned as the same object.
 *
 * @param reservedKeys Arguments a framework keeps for itself: properties of these names get others.
 */
export function toDialect(
  schema: JsonSchema,
  dialect: Dialect,
  reservedKeys: readonly string[] = [],
): DialectSchema | Quarantine {
  const rules = dialectRules[dialect];
  const notes: string[] = [];
  const resolved = hasReference(schema) ? resolveReferences(schema, rules, notes) : schema;
  const repaired = repairTree(resolved, rules);
  const flat = flattenRoot(repaired, notes);
  if ("reason" in flat) return flat;
  const root = completeRoot(flat.schema);
  const isUsable = (name: string): boolean =>
    !reservedKeys.includes(name) && (!rules.restrictsKeys || isLegalKey(name));
  return { ...aliasKeys(root, isUsable), notes };
}

function resolveReferences(
  schema: JsonSchema,
  { inlinesReferences }: DialectRules,
  notes: string[],
): JsonSchema {
  const resolved = loosenDangling(schema, notes);
  return inlinesReferences ? inlineReferences(resolved, notes) : resolved;
}

function repairTree(schema: JsonSchema, rules: DialectRules): JsonSchema {
  const repaired = repairNode(schema, rules);
  return mapSubschemas(repaired, (subschema, keyword) =>
    repairSubschema(subschema, keyword, rules),
  );
}

/** `true` and `false` are fine where they are usual, and objects everywhere else. */
function repairSubschema(subschema: SubSchema, keyword: string, rules: DialectRules): SubSchema {
  if (isRecord(subschema)) return repairTree(subschema, rules);
  if (keyword.startsWith("additional") || keyword.startsWith("unevaluated")) return subschema;
  if (keyword === "items" && !rules.plainTuples) return subschema;
  return subschema ? {} : { not: {} };
}

/** Every provider wants an object at the root, OpenAI also its `properties`. */
function completeRoot(schema: JsonSchema): JsonSchema {
  if (schema["type"] === "object" && isRecord(schema["properties"])) return schema;
  return { ...schema, type: "object", properties: schema["properties"] ?? {} };
}
