import { describeAdapter } from "@codespar/conformance";

import { runMessages } from "./run-messages.ts";

describeAdapter({
  framework: "Claude Messages",
  packageName: "@anthropic-ai/sdk",
  features: ["abort", "media", "replay", "skip"],
  run: runMessages,
});
