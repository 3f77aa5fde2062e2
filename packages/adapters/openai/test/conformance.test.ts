import { describeAdapter } from "@codespar/conformance";

import { runChat, runResponses, runRunner } from "./run-openai.ts";

describeAdapter({
  framework: "Chat Completions",
  packageName: "openai",
  features: ["abort", "replay", "skip"],
  run: runChat,
});

describeAdapter({
  framework: "Responses",
  packageName: "openai",
  features: ["abort", "media", "replay", "skip"],
  run: runResponses,
});

describeAdapter({
  framework: "runTools",
  packageName: "openai",
  features: ["abort", "skip"],
  run: runRunner,
});
