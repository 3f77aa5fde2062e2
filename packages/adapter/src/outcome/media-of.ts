import type { ToolData } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

/** An image, a sound or a file in a result. */
export interface MediaPart {
  readonly kind: "image" | "file";
  /** Base64. */
  readonly data: string;
  readonly mediaType: string;
}

/** The media among a result's content blocks. Source: Model Context Protocol, `ContentBlock`. */
export function mediaOf({ content }: ToolData): readonly MediaPart[] {
  return Array.isArray(content) ? content.flatMap(toMedia) : [];
}

function toMedia(block: unknown): readonly MediaPart[] {
  if (!isRecord(block)) return [];
  const { type, data, mimeType, resource } = block;
  if (type === "resource" && isRecord(resource)) {
    const { blob, mimeType: kind } = resource;
    if (typeof blob !== "string" || typeof kind !== "string") return [];
    return [{ kind: kindOf(kind), data: blob, mediaType: kind }];
  }
  if (typeof data !== "string" || typeof mimeType !== "string") return [];
  return [{ kind: kindOf(mimeType), data, mediaType: mimeType }];
}

function kindOf(mediaType: string): MediaPart["kind"] {
  return mediaType.startsWith("image/") ? "image" : "file";
}
