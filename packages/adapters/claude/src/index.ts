export type { ClaudeOptions } from "./claude-options.ts";
export { getTools, toClaudeTool } from "./get-tools.ts";
export { handleMessage, handleToolUse } from "./handle-message.ts";
export type {
  AssistantMessage,
  ClaudeTool,
  ImageType,
  ResultContent,
  ToolResultBlock,
  ToolResultMessage,
  ToolUseBlock,
} from "./messages-api.ts";
export { toToolResultBlock } from "./to-tool-result-block.ts";
export { toolSearchTool, type ToolSearchTool } from "./tool-search-tool.ts";

// What these take.
export {
  type AdapterOptions,
  type Approve,
  estimateTokens,
  type HandleOptions,
} from "@codespar/adapter";
