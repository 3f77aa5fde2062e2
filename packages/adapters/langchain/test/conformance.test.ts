import { describeAdapter } from "@codespar/conformance";

import { runAgent, runGraph } from "./run-langchain.ts";

describeAdapter({
  framework: "createAgent",
  packageName: "@langchain/core",
  features: ["approval", "abort", "media", "replay", "skip", "turns"],
  run: runAgent,
});

describeAdapter({
  framework: "ToolNode",
  packageName: "@langchain/core",
  features: ["approval", "abort", "media", "replay", "skip", "turns"],
  knownFailures: {
    "once:later-turn": "ToolNode passes over a call whose id has been answered before",
    "input:malformed":
      "LangChain sets such a call aside and ends the turn; the middleware keeps it",
  },
  run: runGraph,
});
