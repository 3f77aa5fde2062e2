import type { SandboxTool } from "./sandbox-tool.ts";

/** One provider's sandbox server, as data. */
export interface SandboxServer {
  /** Catalog id. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly tools: readonly SandboxTool[];
}
