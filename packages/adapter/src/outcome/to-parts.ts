import { mediaOf } from "./media-of.ts";
import { toOutcomeText } from "./to-outcome-text.ts";
import type { ToolOutcome } from "./tool-outcome.ts";

/** An image of a result, in the forms that APIs take. */
export interface ImagePart {
  /** Base64. */
  readonly data: string;
  readonly mediaType: string;
  /** Both in one, as a `data:` address. */
  readonly url: string;
}

/** How an API writes the parts of a tool's answer. */
export interface PartForms<Part> {
  readonly text: (text: string) => Part;
  readonly image: (image: ImagePart) => Part;
}

/** An outcome as the parts of an API: its text first, then its images. */
export function toParts<Part>(
  outcome: ToolOutcome,
  { text, image }: PartForms<Part>,
  maxChars?: number,
): [first: Part, ...images: Part[]] {
  const media = outcome.ok ? mediaOf(outcome.data) : [];
  const images = media.filter(({ kind }) => kind === "image");
  return [
    text(toOutcomeText(outcome, maxChars)),
    ...images.map(({ data, mediaType }) =>
      image({ data, mediaType, url: `data:${mediaType};base64,${data}` }),
    ),
  ];
}
