import type { ToolData } from "@codespar/protocol";
import { isRecord, mapRecord } from "@codespar/protocol/validation";

import { toPlainData } from "./to-plain-data.ts";

/** Characters of a result that a model is given, unless told otherwise. */
export const defaultMaxResultChars = 20_000;

/** A result as text for a model: JSON, media left out, cut at a limit with a mark. */
export function toText(data: ToolData, maxChars: number = defaultMaxResultChars): string {
  return cut(JSON.stringify(toPlainData(data), withoutMedia), maxChars);
}

/** Cuts a text, and says so; half a character would make some providers refuse the request. */
function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${text.slice(0, maxChars).toWellFormed()}… [${text.length - maxChars} more characters were cut]`;
}

/** Base64 media as a note: `data` of images and sounds, `blob` of resources. */
function withoutMedia(_key: string, value: unknown): unknown {
  if (!isRecord(value) || typeof value["mimeType"] !== "string") return value;
  const note = `[${value["mimeType"]} left out]`;
  return mapRecord(value, (member, key) =>
    (key === "data" || key === "blob") && typeof member === "string" ? note : member,
  );
}
