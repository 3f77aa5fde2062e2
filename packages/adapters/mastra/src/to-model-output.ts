import { mediaOf, toText } from "@codespar/adapter";
import { isRecord } from "@codespar/protocol/validation";

import type { MastraOptions } from "./mastra-options.ts";

/** What Mastra gives a model of a result. */
export type ModelOutput =
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "content"; readonly value: readonly object[] };

/** Shows a result to the model: its data as text, its media as media. */
export function toModelOutput(
  output: unknown,
  { maxResultChars, media }: MastraOptions,
): ModelOutput {
  const data = isRecord(output) ? output : { value: output };
  const text = toText(data, maxResultChars);
  const parts = media === "omit" ? [] : mediaOf(data);
  if (parts.length === 0) return { type: "text", value: text };
  return {
    type: "content",
    value: [
      { type: "text", text },
      ...parts.map(({ data: base64, mediaType }) => ({ type: "media", data: base64, mediaType })),
    ],
  };
}
