import {
  defaultMaxResultChars,
  type HandleOptions,
  mediaOf,
  type ToolOutcome,
  toText,
} from "@codespar/adapter";

import type { OutputPart } from "./responses-api.ts";

/** An outcome as text for the model; these APIs have no error flag, so a failure says it is one. */
export function toContent(outcome: ToolOutcome, { maxResultChars }: HandleOptions): string {
  if (outcome.ok) return toText(outcome.data, maxResultChars ?? defaultMaxResultChars);
  const { code, message, executed, data } = outcome;
  return toText({ error: { code, message, executed, data } });
}

/** An outcome as parts: its text, and its images as images. */
export function toOutputParts(outcome: ToolOutcome, options: HandleOptions): OutputPart[] {
  const images = outcome.ok ? mediaOf(outcome.data).filter(({ kind }) => kind === "image") : [];
  return [
    { type: "input_text", text: toContent(outcome, options) },
    ...images.map(({ data, mediaType }): OutputPart => ({
      type: "input_image",
      image_url: `data:${mediaType};base64,${data}`,
      detail: "auto",
    })),
  ];
}
