import type { JsonSchema } from "@codespar/protocol";
import { isList, isRecord, mapSubschemas } from "@codespar/protocol/validation";

const supported = new Set(
  (
    "$defs $ref additionalProperties anyOf const default definitions description enum exclusiveMaximum " +
    "exclusiveMinimum format items maxItems maximum minItems minimum multipleOf pattern properties " +
    "required title type"
  ).split(" "),
);

const referring = new Set(["$ref", "description", "title"]);

const formats = new Set("date date-time duration email hostname ipv4 ipv6 time uuid".split(" "));

/**
 * Writes a schema for strict mode: every object closed, every property required, optional ones
 * nullable. Source: OpenAI, Structured Outputs, supported schemas.
 *
 * @returns `undefined` when strict mode could not say the same, such as for open objects.
 */
export function toStrict(schema: JsonSchema): JsonSchema | undefined {
  let faithful = true;

  function strict(node: JsonSchema): JsonSchema {
    if (!isSupported(node) || !hasShape(node)) {
      faithful = false;
      return node;
    }
    if (node["$ref"] !== undefined) return aloneReference(node);
    const inner = mapSubschemas(node, (subschema, keyword) => {
      if (isRecord(subschema)) return strict(subschema);
      if (keyword !== "additionalProperties") faithful = false;
      return subschema;
    });
    return [node["type"]].flat().includes("object") ? closeObject(inner, node) : inner;
  }

  function closeObject(inner: JsonSchema, node: JsonSchema): JsonSchema {
    const { properties } = inner;
    if (!isRecord(properties) || node["additionalProperties"] !== false) {
      faithful = false;
      return inner;
    }
    const required = Array.isArray(inner["required"]) ? inner["required"] : [];
    return {
      ...inner,
      required: Object.keys(properties),
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          name,
          required.includes(name) || !isRecord(property) ? property : nullable(property),
        ]),
      ),
    };
  }

  const result = strict(schema);
  return faithful ? result : undefined;
}

/** Strict mode refuses a keyword or a format that it does not know, and most words beside a reference. */
function isSupported(node: JsonSchema): boolean {
  const { $ref: reference, format } = node;
  if (format !== undefined && !(typeof format === "string" && formats.has(format))) return false;
  const known = reference === undefined ? supported : referring;
  return Object.keys(node).every((keyword) => known.has(keyword));
}

/** A reference with nothing beside it, inside of what describes it. */
function aloneReference({ $ref, ...words }: JsonSchema): JsonSchema {
  return Object.keys(words).length === 0 ? { $ref } : { ...words, anyOf: [{ $ref }] };
}

/** Strict mode refuses a node that says nothing about its type. */
function hasShape(node: JsonSchema): boolean {
  return ["type", "anyOf", "$ref", "enum", "const"].some((keyword) => node[keyword] !== undefined);
}

function nullable(property: JsonSchema): JsonSchema {
  const { type, enum: values } = property;
  if (typeof type === "string" && type !== "null" && property["const"] === undefined) {
    return {
      ...property,
      type: [type, "null"],
      ...(isList(values) ? { enum: [...values, null] } : {}),
    };
  }
  return { anyOf: [property, { type: "null" }] };
}
