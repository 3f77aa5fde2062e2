import type { Schema } from "./open-api.ts";

/**
 * Says what a schema demands: a table of an object's members, members of members with dots, or one
 * line.
 *
 * @param schemas Address of the page that has the named schemas; empty on that page itself.
 */
export function toSchemaTable(schema: Schema, schemas: string): string {
  const intro = schema.description === undefined ? "" : `${schema.description}\n\n`;
  const rows = toRows(schema, "", schemas);
  if (rows.length === 0) return `${intro}${toChoices(schema, schemas)}`;
  return `${intro}| member | type | notes |\n| --- | --- | --- |\n${rows.join("\n")}`;
}

/** Each alternative of a union on its own, where they are objects. */
function toChoices(schema: Schema, schemas: string): string {
  const choices = schema.oneOf ?? schema.anyOf ?? [];
  if (choices.length === 0 || choices.some(({ properties }) => properties === undefined)) {
    return toType(schema, schemas);
  }
  return choices.map((choice) => toSchemaTable(choice, schemas)).join("\n\nor\n\n");
}

function toRows(
  { properties = {}, required = [] }: Schema,
  prefix: string,
  schemas: string,
): readonly string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const member = `${prefix}${name}`;
    const notes = [
      required.includes(name) ? "required" : "",
      schema.description ?? "",
      toBounds(schema),
    ];
    const row = `| \`${member}\` | ${toType(schema, schemas)} | ${notes.filter(Boolean).join("; ")} |`;
    return [
      row,
      ...toRows(schema, `${member}.`, schemas),
      ...toRows(schema.items ?? {}, `${member}[].`, schemas),
    ];
  });
}

/** A schema's type in a few words, with links to named ones. */
export function toType(schema: Schema, schemas: string): string {
  const { $ref, type, items, enum: values, oneOf, anyOf = oneOf, allOf } = schema;
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1) ?? "";
    return `[${name}](${schemas}#${name.toLowerCase()})`;
  }
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(", ");
  const choices = anyOf ?? allOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => toType(choice, schemas)))].join(" or ");
  }
  if (type === "array" && items !== undefined) return `array of ${toType(items, schemas)}`;
  if (type === undefined) return "any JSON";
  return [type].flat().join(" or ");
}

function toBounds(schema: Schema): string {
  const { default: preset, minimum, maximum, maxLength, maxItems, pattern, format } = schema;
  const bounds = [
    format,
    minimum === undefined ? undefined : `≥ ${minimum}`,
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : `≤ ${maximum}`,
    maxLength === undefined ? undefined : `≤ ${maxLength} characters`,
    maxItems === undefined ? undefined : `≤ ${maxItems} items`,
    pattern === undefined ? undefined : `matches \`${pattern.replaceAll("|", "\\|")}\``,
    preset === undefined ? undefined : `default \`${JSON.stringify(preset)}\``,
  ];
  return bounds.filter((bound) => bound !== undefined).join(", ");
}
