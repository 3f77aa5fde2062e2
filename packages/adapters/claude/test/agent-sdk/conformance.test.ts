import { describeAdapter } from "@codespar/conformance";
import { vi } from "vitest";

import { runClaudeCode } from "./run-claude-code.ts";

// Every run starts Claude Code anew.
vi.setConfig({ testTimeout: 60_000 });

describeAdapter({
  framework: "query",
  packageName: "@anthropic-ai/claude-agent-sdk",
  features: ["abort", "media", "skip"],
  knownFailures: {
    "input:double-encoded": "Claude Code refuses arguments that are not an object by itself",
  },
  run: runClaudeCode,
});
