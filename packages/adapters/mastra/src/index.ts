export type { MastraTool } from "./convert-tool.ts";
export { dynamicTools, type DynamicTools, type RequestInfo } from "./dynamic-tools.ts";
export { getTools, toMastraTool } from "./get-tools.ts";
export type { MastraOptions } from "./mastra-options.ts";

// What these take and throw.
export { type AdapterOptions, estimateTokens, ToolCallError } from "@codespar/adapter";
