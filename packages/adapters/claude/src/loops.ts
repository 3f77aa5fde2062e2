import { createMessageLoop, type MessageLoop } from "@codespar/adapter";

import { adapterVersion } from "./version.ts";

const claude = {
  defaultDialect: "anthropic",
  // A request may hold 20 strict tools and 24 optional arguments of theirs: sessions have more.
  strict: "off",
  canDefer: true,
} as const;

/** The Messages API. */
export const messages: MessageLoop = createMessageLoop({
  ...claude,
  framework: { name: "@anthropic-ai/sdk", adapterVersion },
});

/** Claude Code, which asks a server for its tools. */
export const createAgentLoop = (): MessageLoop =>
  createMessageLoop({
    ...claude,
    framework: { name: "@anthropic-ai/claude-agent-sdk", adapterVersion },
  });
