export type { ApprovalDecision, ApprovalRequest } from "./ask-person.ts";
export { getTools, toLangChainTool } from "./get-tools.ts";
export type { LangChainOptions } from "./langchain-options.ts";
export { SessionTool, type SessionToolOptions } from "./session-tool.ts";

// What these take and throw.
export { type AdapterOptions, estimateTokens, ToolCallError } from "@codespar/adapter";
