export { aiSdk, type AiSdkOptions } from "./agent/ai-sdk-backend.ts";
export { anthropic, type AnthropicOptions } from "./agent/anthropic-backend.ts";
export { createRuntime, type Runtime } from "./runtime.ts";
export { loadConfig } from "./config.ts";
export {
  httpUsageExporter,
  type HttpUsageExporterOptions,
} from "./metering/exporters/http-usage-exporter.ts";
export {
  stripeUsageExporter,
  type StripeUsageExporterOptions,
} from "./metering/exporters/stripe-usage-exporter.ts";
export type { RuntimeOptions } from "./runtime-options.ts";

// For those who implement a part of the runtime themselves.
export type {
  AgentBackend,
  AgentEvent,
  AgentMessage,
  AgentRun,
  ToolUse,
  ToolUseResult,
} from "./agent/agent-backend.ts";
export type { TurnLimits } from "./agent/turn-limits.ts";
export type { Clock } from "./clock.ts";
export type { Logger } from "./logger.ts";
export type { UsageExporter } from "./metering/exporters/usage-exporter.ts";
export type { HttpServerSpec, ServerSpec, StdioServerSpec } from "./mcp/server-spec.ts";
