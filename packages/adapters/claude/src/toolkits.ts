import { createToolkitCache, type ToolkitCache, type ToolkitOptions } from "@codespar/adapter";

import type { ClaudeOptions } from "./claude-options.ts";
import { adapterVersion } from "./version.ts";

/** The tools each session's model was sent. */
export const toolkits: ToolkitCache = createToolkitCache();

/** What the adapter core needs to know. */
export function toToolkitOptions(options: ClaudeOptions): ToolkitOptions {
  return {
    // The Messages loop cannot pause: approval is off until it is asked for.
    approval: "never",
    ...options,
    defaultDialect: "anthropic",
    framework: { name: "@anthropic-ai/sdk", adapterVersion },
    canDefer: options.defer === true,
  };
}
