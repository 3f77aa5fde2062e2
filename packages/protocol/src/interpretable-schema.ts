import { isPattern } from "./is-pattern.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isRecord, isSubschema, mapSubschemas, type SubSchema } from "./map-subschemas.ts";
import { resolvePointer } from "./resolve-pointer.ts";

/**
 * Copies a schema of any draft into the form the validator interprets (2020-12).
 *
 * What servers mean is kept: `nullable: true`, boolean `exclusiveMinimum`, tuple `items` and
 * draft-3 `required: true` are translated. What no validator can decide is left open rather than
 * refused: references to nothing, patterns that do not compile, and `format`, which the
 * specification makes an annotation.
 */
export function interpretableSchema(schema: JsonSchema): JsonSchema {
  const copy = translate(structuredClone(schema));
  const root = isRecord(copy) ? copy : {};
  return openDangling(root, root);
}

function translate(schema: SubSchema): SubSchema {
  if (!isRecord(schema)) return schema;
  const { $id: _id, $schema: _schema, id: _draft4Id, format: _format, ...rest } = schema;
  const kept = [tuple, nullable, exclusive, required, pattern].reduce<JsonSchema>(
    (result, step) => step(result),
    rest,
  );
  return mapSubschemas(kept, translate);
}

function tuple(schema: JsonSchema): JsonSchema {
  if (!Array.isArray(schema["items"])) return schema;
  const { items, additionalItems, ...rest } = schema;
  return {
    ...rest,
    prefixItems: items,
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  };
}

function nullable(schema: JsonSchema): JsonSchema {
  if (schema["nullable"] !== true) return schema;
  const { nullable: _nullable, ...rest } = schema;
  return { anyOf: [rest, { type: "null" }] };
}

function exclusive(schema: JsonSchema): JsonSchema {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  return {
    ...rest,
    ...bound(minimum, exclusiveMinimum, ["minimum", "exclusiveMinimum"]),
    ...bound(maximum, exclusiveMaximum, ["maximum", "exclusiveMaximum"]),
  };
}

function bound(limit: unknown, strict: unknown, names: readonly [string, string]): JsonSchema {
  const [loose, tight] = names;
  if (strict === true) return limit === undefined ? {} : { [tight]: limit };
  return {
    ...(limit === undefined ? {} : { [loose]: limit }),
    ...(typeof strict === "number" ? { [tight]: strict } : {}),
  };
}

function required(schema: JsonSchema): JsonSchema {
  if (schema["required"] === undefined || Array.isArray(schema["required"])) return schema;
  const { required: _required, ...rest } = schema;
  return rest;
}

function pattern(schema: JsonSchema): JsonSchema {
  const { pattern: source, patternProperties, ...rest } = schema;
  return {
    ...rest,
    ...(typeof source === "string" && isPattern(source) ? { pattern: source } : {}),
    ...(isRecord(patternProperties)
      ? {
          patternProperties: Object.fromEntries(
            Object.entries(patternProperties).filter(([key]) => isPattern(key)),
          ),
        }
      : {}),
  };
}

function openDangling(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref, ...rest } = schema;
  const dangling = typeof $ref === "string" && !isSubschema(resolvePointer(root, $ref));
  return mapSubschemas(dangling ? rest : schema, (subschema) =>
    isRecord(subschema) ? openDangling(subschema, root) : subschema,
  );
}
