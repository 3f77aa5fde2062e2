import {
  type BoundTool,
  type ToolFailure,
  type ImagePart,
  toOutcomeText,
  toParts,
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
  const parts = toParts<ContentBlock>(outcome, forms, maxResultChars);
  return media === "parts" && parts.length > 1 ? parts : toOutcomeText(outcome, maxResultChars);
}

const forms = {
  text: (text: string): ContentBlock => ({ type: "text", text }),
  image: ({ url }: ImagePart): ContentBlock => ({ type: "image_url", image_url: { url } }),
};

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
