export type { AdapterOptions, HookedCall } from "./adapter-options.ts";
export { type ApprovableCall, type ApprovalPolicy } from "./approval.ts";
export { estimateTokens, type ToolDefinition } from "./estimate-tokens.ts";
export { ToolCallError } from "./outcome/tool-call-error.ts";
export type { FailureCode, ToolFailure, ToolOutcome, ToolSuccess } from "./outcome/tool-outcome.ts";

export type { ApprovalAnswer, Approve, ApproveOption } from "./call-approved.ts";

// For authors of adapters.
export { bindOneTool } from "./bind-one-tool.ts";
export { type ApprovalGate, callApproved, refuseUnapproved } from "./call-approved.ts";
export type { HandleOptions, MessageCall } from "./handle-call.ts";
export { cutsCallOff } from "./cuts-call-off.ts";
export { refuseCutOff } from "./refuse-cut-off.ts";
export { toToolResult } from "./outcome/to-tool-result.ts";
export type { DefinitionOptions } from "./definition-options.ts";
export { createMessageLoop, type MessageLoop } from "./message-loop.ts";
export type { BoundTool, CallContext, FrameworkInfo, ValidatedInput } from "./bound-tool.ts";
export { repairCall, type WrittenCall } from "./input/repair-call.ts";
export { type MediaPart, mediaOf } from "./outcome/media-of.ts";
export { type ImagePart, type PartForms, toParts } from "./outcome/to-parts.ts";
export { toOutcomeText } from "./outcome/to-outcome-text.ts";
export { defaultMaxResultChars, toText } from "./outcome/to-text.ts";
export { searchTools } from "./search-tools.ts";
export type { Dialect } from "./schema/dialect.ts";
export { type DialectSchema, type Quarantine, toDialect } from "./schema/to-dialect.ts";
export {
  bindTools,
  createToolkit,
  type SkippedTool,
  type Toolkit,
  type ToolkitOptions,
} from "./toolkit.ts";
