import { type HandleOptions, mediaOf, type ToolOutcome, toOutcomeText } from "@codespar/adapter";

import type { OutputPart } from "./responses-api.ts";

/** An outcome as parts: its text, and its images as images. */
export function toOutputParts(outcome: ToolOutcome, options: HandleOptions): OutputPart[] {
  const images = outcome.ok ? mediaOf(outcome.data).filter(({ kind }) => kind === "image") : [];
  return [
    { type: "input_text", text: toOutcomeText(outcome, options.maxResultChars) },
    ...images.map(({ data, mediaType }): OutputPart => ({
      type: "input_image",
      image_url: `data:${mediaType};base64,${data}`,
      detail: "auto",
    })),
  ];
}
