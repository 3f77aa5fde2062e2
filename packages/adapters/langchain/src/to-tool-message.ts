import {
  type BoundTool,
  mediaOf,
  type ToolFailure,
  toOutcomeText,
  type ToolSuccess,
  toToolResult,
} from "@codespar/adapter";
import type { ContentBlock } from "@langchain/core/messages";
import { ToolMessage } from "@langchain/core/messages";

import type { LangChainOptions } from "./langchain-options.ts";

/** A result as content: always text, for LangChain takes lists of data for lists of content. */
export function toContent(
  outcome: ToolSuccess,
  { maxResultChars, media }: LangChainOptions,
): string | ContentBlock[] {
  const text = toOutcomeText(outcome, maxResultChars);
  const images = mediaOf(outcome.data).filter(({ kind }) => kind === "image");
  if (media !== "parts" || images.length === 0) return text;
  return [
    { type: "text", text },
    ...images.map(({ data, mediaType }) => ({
      type: "image_url",
      image_url: { url: `data:${mediaType};base64,${data}` },
    })),
  ];
}

/** A failed call as a message; its text says so too, for providers are not sent the status. */
export function toErrorMessage(
  { name, tool }: BoundTool,
  toolCallId: string,
  failure: ToolFailure,
): ToolMessage {
  return new ToolMessage({
    status: "error",
    tool_call_id: toolCallId,
    name,
    content: toOutcomeText(failure),
    artifact: toToolResult(tool.name, failure),
  });
}
