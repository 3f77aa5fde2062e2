export type {
  ChatChoice,
  ChatMessage,
  ChatTool,
  ChatToolCall,
  ChatToolMessage,
} from "./chat-api.ts";
export {
  getMcpTool,
  type McpTool,
  type McpToolOptions,
  type SessionWithMcp,
} from "./get-mcp-tool.ts";
export {
  getRunnableTools,
  type RunnableOptions,
  type RunnableTool,
  type WrittenArguments,
} from "./get-runnable-tools.ts";
export type { ToolRunner } from "./claim-call-id.ts";
export { getResponsesTools, getTools, toOpenAITool } from "./get-tools.ts";
export { handleResponse } from "./handle-response.ts";
export { handleToolCall, handleToolCalls } from "./handle-tool-calls.ts";
export type { OpenAIOptions } from "./openai-options.ts";
export type {
  FunctionCallOutput,
  OutputPart,
  ResponseLike,
  ResponsesCall,
  ResponsesTool,
} from "./responses-api.ts";

// What these take.
export {
  type AdapterOptions,
  type Approve,
  estimateTokens,
  type HandleOptions,
} from "@codespar/adapter";
