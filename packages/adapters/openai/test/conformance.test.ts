import { describeAdapter } from "@codespar/conformance";

import { runChat, runResponses, runRunner } from "./run-openai.ts";

describeAdapter({
  framework: "OpenAI Chat Completions",
  packageName: "openai",
  features: ["abort", "replay", "skip"],
  run: runChat,
});

describeAdapter({
  framework: "OpenAI Responses",
  packageName: "openai",
  features: ["abort", "media", "replay", "skip"],
  run: runResponses,
});

describeAdapter({
  framework: "OpenAI runTools",
  packageName: "openai",
  features: ["abort", "skip"],
  run: runRunner,
});
