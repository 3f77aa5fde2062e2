import type { JsonSchema } from "@codespar/protocol";
import { isRecord, mapSubschemas } from "@codespar/protocol/validation";

/** A schema inside another, and where: `items[].price`, empty for the whole. */
export interface PlacedSchema {
  readonly node: JsonSchema;
  readonly where: string;
}

/** A schema and all those inside it. */
export function walkSchema(node: JsonSchema, where = ""): readonly PlacedSchema[] {
  const found: PlacedSchema[] = [{ node, where }];
  mapSubschemas(node, (inner, keyword) => {
    if (isRecord(inner)) found.push(...walkSchema(inner, placeOf(where, keyword, { node, inner })));
    return inner;
  });
  return found;
}

function placeOf(
  where: string,
  keyword: string,
  { node, inner }: { readonly node: JsonSchema; readonly inner: JsonSchema },
): string {
  if (keyword === "items" || keyword === "prefixItems") return `${where}[]`;
  const members = node[keyword];
  // Alternatives describe the same place.
  if (!isRecord(members)) return where;
  const [name = keyword] = Object.entries(members).find(([, value]) => value === inner) ?? [];
  const inside = keyword === "properties" ? name : `${keyword}/${name}`;
  return where === "" ? inside : `${where}.${inside}`;
}
