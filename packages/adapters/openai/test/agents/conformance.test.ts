import { describeAdapter } from "@codespar/conformance";

import { runAgents } from "./run-agents.ts";

describeAdapter({
  framework: "Runner",
  packageName: "@openai/agents",
  features: ["approval", "abort", "media", "replay", "skip"],
  knownFailures: {
    "once:reused-id": "the SDK ends a run whose model uses a call id for two different calls",
  },
  run: runAgents,
});
