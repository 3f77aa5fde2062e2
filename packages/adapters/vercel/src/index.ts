export type { VercelTool } from "./convert-tool.ts";
export {
  createVercelToolkit,
  getTools,
  type RepairToolCall,
  type ToolApproval,
  toVercelTool,
  type VercelToolkit,
} from "./create-vercel-toolkit.ts";
export type { VercelOptions } from "./vercel-options.ts";

// What these take and throw.
export { type AdapterOptions, estimateTokens, ToolCallError } from "@codespar/adapter";
