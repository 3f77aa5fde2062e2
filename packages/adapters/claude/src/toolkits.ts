import { createToolkitCache, type ToolkitCache, type ToolkitOptions } from "@codespar/adapter";

import type { ClaudeOptions } from "./claude-options.ts";
import { adapterVersion } from "./version.ts";

/** The tools each session's model was sent. */
export const toolkits: ToolkitCache = createToolkitCache();

/** What the adapter core needs to know. */
export function toToolkitOptions(
  options: ClaudeOptions,
  framework = "@anthropic-ai/sdk",
): ToolkitOptions {
  return {
    // These loops cannot pause: approval is off until it is asked for.
    approval: "never",
    ...options,
    // A request may hold 20 strict tools and 24 optional arguments of theirs: sessions have more.
    strict: "off",
    defaultDialect: "anthropic",
    framework: { name: framework, adapterVersion },
    canDefer: options.defer === true,
  };
}
