import { describeAdapter } from "@codespar/conformance";

import { runAgent, runGraph } from "./run-langchain.ts";

describeAdapter({
  framework: "createAgent",
  packageName: "@langchain/core",
  features: ["approval", "abort", "media", "replay", "skip"],
  run: runAgent,
});

describeAdapter({
  framework: "ToolNode",
  packageName: "@langchain/core",
  features: ["approval", "abort", "media", "replay", "skip"],
  knownFailures: {
    "input:malformed":
      "LangChain sets such a call aside and ends the turn; the middleware keeps it",
  },
  run: runGraph,
});
