import { type MediaPart, mediaOf, toText } from "@codespar/adapter";
import { isRecord } from "@codespar/protocol/validation";
import type { ToolSet } from "ai";

/** How results are shown to a model. */
export interface ModelOutputOptions {
  readonly major: "6" | "7";
  readonly maxResultChars: number;
  /** Whether images and files are given as such, or left out with a note. */
  readonly media: "parts" | "omit";
}

type ModelOutput = Awaited<ReturnType<NonNullable<ToolSet[string]["toModelOutput"]>>>;
type ContentPart = Extract<ModelOutput, { readonly type: "content" }>["value"][number];

/**
 * Shows a result to the model: as JSON, as text when it is too long, with media as media.
 *
 * Never throws: the AI SDK also calls it with results that come back from a browser.
 */
export function toModelOutput(output: unknown, options: ModelOutputOptions): ModelOutput {
  const data = isRecord(output) ? output : { value: output };
  const media = options.media === "parts" ? mediaOf(data) : [];
  const text = toText(data, options.maxResultChars);
  if (media.length > 0) {
    return {
      type: "content",
      value: [{ type: "text", text }, ...media.map((part) => toPart(part, options.major))],
    };
  }
  const value = parse(text);
  return value === undefined ? { type: "text", value: text } : { type: "json", value };
}

/** The two majors name media parts differently, and the older one dies of the newer one's. */
function toPart({ kind, data, mediaType }: MediaPart, major: "6" | "7"): ContentPart {
  if (major === "7") return { type: "file", mediaType, data: { type: "data", data } };
  return { type: kind === "image" ? "image-data" : "file-data", data, mediaType };
}

type Json = Extract<ModelOutput, { readonly type: "json" }>["value"];

/** The text as JSON again; `undefined` when it was cut. */
function parse(text: string): Json | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JSON.parse gives is JSON
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
