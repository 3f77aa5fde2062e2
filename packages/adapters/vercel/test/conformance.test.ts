import { type AdapterFeature, describeAdapter } from "@codespar/conformance";

import { runGenerate, runStream } from "./run-vercel.ts";

const features: readonly AdapterFeature[] = [
  "approval",
  "abort",
  "media",
  "replay",
  "skip",
  "turns",
];

describeAdapter({
  framework: "generateText",
  packageName: "ai",
  features,
  run: runGenerate,
});

describeAdapter({ framework: "streamText", packageName: "ai", features, run: runStream });
