import { type HandleOptions, type ImagePart, type ToolOutcome, toParts } from "@codespar/adapter";

import type { OutputPart } from "./responses-api.ts";

/** An outcome as parts: its text, and its images as images. */
export function toOutputParts(
  outcome: ToolOutcome,
  { maxResultChars }: HandleOptions,
): OutputPart[] {
  return toParts<OutputPart>(outcome, forms, maxResultChars);
}

const forms = {
  text: (text: string): OutputPart => ({ type: "input_text", text }),
  image: ({ url }: ImagePart): OutputPart => ({
    type: "input_image",
    image_url: url,
    detail: "auto",
  }),
};
