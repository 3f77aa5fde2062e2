import * as z from "zod";

import { nearestName } from "./nearest-name.ts";

/**
 * An object with these members and no others; one that is misspelt is told with the one meant.
 *
 * @param meant What else may be meant, besides these members.
 */
export function closedObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  meant: readonly string[] = [],
): z.ZodObject<Shape, z.core.$strict> {
  const names = [...Object.keys(shape), ...meant];
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === "unrecognized_keys" && Array.isArray(keys)
        ? keys.map((name) => refuse(name, names)).join(" ")
        : undefined,
  });
}

function refuse(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return `"${name}" is none of its members${near === undefined ? "." : `: is "${near}" meant?`}`;
}
