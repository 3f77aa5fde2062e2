import { describeAdapter } from "@codespar/conformance";

import { runMessages, runRunner } from "./run-messages.ts";

describeAdapter({
  framework: "Messages",
  packageName: "@anthropic-ai/sdk",
  features: ["abort", "media", "replay", "skip"],
  run: runMessages,
});

describeAdapter({
  framework: "toolRunner",
  packageName: "@anthropic-ai/sdk",
  features: ["abort", "media", "skip"],
  run: runRunner,
});
