export { createRuntime, type Runtime } from "./runtime.ts";
export { loadConfig } from "./config.ts";
export type { RuntimeOptions } from "./runtime-options.ts";

// For those who implement a part of the runtime themselves.
export type { Clock } from "./clock.ts";
export type { Logger } from "./logger.ts";
export type { HttpServerSpec, ServerSpec, StdioServerSpec } from "./mcp/server-spec.ts";
