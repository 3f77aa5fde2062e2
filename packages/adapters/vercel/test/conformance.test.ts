import { type AdapterFeature, describeAdapter } from "@codespar/conformance";

import { runGenerate, runStream } from "./run-vercel.ts";

const features: readonly AdapterFeature[] = ["approval", "abort", "media", "replay", "skip"];

describeAdapter({
  framework: "ai generateText",
  packageName: "ai",
  features,
  run: runGenerate,
});

describeAdapter({ framework: "ai streamText", packageName: "ai", features, run: runStream });
