import { type AdapterFeature, describeAdapter } from "@codespar/conformance";

import { runGenerate, runStream } from "./run-mastra.ts";

const features: readonly AdapterFeature[] = ["approval", "abort", "media", "replay", "skip"];
const inOrder =
  "Mastra makes the calls of such a turn one by one, and stops at the first that waits";

describeAdapter({
  framework: "Agent.generate",
  packageName: "@mastra/core",
  features,
  knownFailures: { "approval:siblings": inOrder },
  run: runGenerate,
});

describeAdapter({
  framework: "Agent.stream",
  packageName: "@mastra/core",
  features,
  knownFailures: { "approval:siblings": inOrder },
  run: runStream,
});
