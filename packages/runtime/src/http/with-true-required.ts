import { z } from "@hono/zod-openapi";

/** A JSON Schema, or a part of one. */
type Schema = Readonly<Record<string, unknown>>;

/**
 * Says which properties of the contract's schemas are required as zod says it: the generator of the
 * document does not know zod's exact optional properties, and would call all of them required.
 */
export function withTrueRequired<Document extends { readonly components?: object | undefined }>(
  document: Document,
): Document {
  const { schemas: exact } = z.toJSONSchema(z.globalRegistry, {
    io: "input",
    unrepresentable: "any",
  });
  const schemas: unknown = Reflect.get(document.components ?? {}, "schemas");
  return { ...document, components: { ...document.components, schemas: mend(schemas, exact) } };
}

/** What both sides have is compared, member by member. */
function mend(written: unknown, exact: unknown): unknown {
  if (Array.isArray(written)) {
    return written.map((item: unknown, index) =>
      mend(item, Array.isArray(exact) ? exact[index] : undefined),
    );
  }
  if (!isSchema(written) || !isSchema(exact)) return written;
  const mended = Object.fromEntries(
    Object.entries(written).map(([key, value]) => [key, mend(value, exact[key])]),
  );
  const { required, ...rest } = mended;
  if (!Array.isArray(required) || !isSchema(exact["properties"])) return mended;
  const truly: unknown = exact["required"];
  const kept = required.filter((name) => Array.isArray(truly) && truly.includes(name));
  return kept.length > 0 ? { ...rest, required: kept } : rest;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}
