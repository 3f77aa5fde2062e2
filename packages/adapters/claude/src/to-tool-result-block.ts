import { defaultMaxResultChars, type MediaPart, mediaOf, toText } from "@codespar/adapter";
import type { ToolResult } from "@codespar/protocol";

import type { ClaudeOptions } from "./claude-options.ts";
import type { ImageType, ResultContent, ToolResultBlock } from "./messages-api.ts";

const imageTypes: ReadonlySet<string> = new Set<ImageType>([
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/webp",
]);

/** A result as the block the model is sent: its data as text, its images as images. */
export function toToolResultBlock(
  toolUseId: string,
  result: ToolResult,
  { maxResultChars = defaultMaxResultChars }: Pick<ClaudeOptions, "maxResultChars"> = {},
): ToolResultBlock {
  const block = { type: "tool_result", tool_use_id: toolUseId } as const;
  if (!result.success) {
    const text = result.error ?? "The tool failed.";
    return { ...block, content: [{ type: "text", text }], is_error: true };
  }
  const text = toText(result.data, maxResultChars);
  const images = mediaOf(result.data).flatMap(toImage);
  return { ...block, content: [{ type: "text", text }, ...images] };
}

function toImage({ data, mediaType }: MediaPart): readonly ResultContent[] {
  if (!isImageType(mediaType)) return [];
  return [{ type: "image", source: { type: "base64", media_type: mediaType, data } }];
}

function isImageType(mediaType: string): mediaType is ImageType {
  return imageTypes.has(mediaType);
}
