import { createToolkitCache, type ToolkitCache, type ToolkitOptions } from "@codespar/adapter";

import type { OpenAIOptions } from "./openai-options.ts";
import { adapterVersion } from "./version.ts";

/** The tools each session's model was sent. */
export const toolkits: ToolkitCache = createToolkitCache();

/** What the adapter core needs to know; only the Responses API can defer. */
export function toToolkitOptions(options: OpenAIOptions, canDefer = false): ToolkitOptions {
  return {
    // These loops cannot pause: approval is off until it is asked for.
    approval: "never",
    ...options,
    defaultDialect: "openai",
    framework: { name: "openai", adapterVersion },
    canDefer: canDefer && options.defer === true,
  };
}
