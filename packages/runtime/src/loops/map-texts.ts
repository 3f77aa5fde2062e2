import { isList, isRecord } from "@codespar/protocol/validation";

const maxDepth = 32;

/** A text inside a JSON value, and where it is: `params.recipient.name`. */
export type MapText = (text: string, path: string) => unknown;

/**
 * Copies a JSON value with every text in it mapped; names of members stay.
 *
 * @throws RangeError when it is nested more than 32 deep.
 */
// oxlint-disable-next-line eslint/max-params -- the depth is the recursion's own
export function mapTexts(value: unknown, map: MapText, path: string, depth = 0): unknown {
  if (depth > maxDepth) throw new RangeError(`is nested more than ${maxDepth} deep`);
  if (typeof value === "string") return map(value, path);
  if (isList(value)) {
    return value.map((item, index) => mapTexts(item, map, `${path}[${index}]`, depth + 1));
  }
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    mapTexts(member, map, `${path}.${name}`, depth + 1),
  ]);
  return Object.fromEntries(members);
}
