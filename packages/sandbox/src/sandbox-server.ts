import type { SandboxTool } from "./sandbox-tool.ts";

/** One provider's sandbox server, as data. */
export interface SandboxServer {
  /** Catalog id. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly category: "payments" | "fiscal" | "logistics" | "messaging";
  /** ISO 3166-1 alpha-2 code, or `"GLOBAL"`. */
  readonly country: string;
  readonly authType: "api_key" | "oauth";
  readonly capabilities: readonly string[];
  readonly tools: readonly SandboxTool[];
}
