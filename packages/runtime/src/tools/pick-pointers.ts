import type { ToolData } from "@codespar/protocol";

import { lookUp } from "../json-pointer.ts";

/** What JSON Pointers find in data, by name; those that find nothing are left out. */
export function pickPointers(pointers: Readonly<Record<string, string>>, data: ToolData): ToolData {
  const found: Record<string, unknown> = {};
  for (const [name, pointer] of Object.entries(pointers)) {
    const value = lookUp(data, pointer);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
