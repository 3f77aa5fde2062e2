import type { Dialect } from "@codespar/adapter";
import type { AdapterHarness } from "@codespar/conformance";

import { runClaudeCode } from "../../packages/adapters/claude/test/agent-sdk/run-claude-code.ts";
import { runMessages, runRunner } from "../../packages/adapters/claude/test/run-messages.ts";
import { runAgent, runGraph } from "../../packages/adapters/langchain/test/run-langchain.ts";
import * as mastra from "../../packages/adapters/mastra/test/run-mastra.ts";
import { runAgents } from "../../packages/adapters/openai/test/agents/run-agents.ts";
import * as openai from "../../packages/adapters/openai/test/run-openai.ts";
import * as vercel from "../../packages/adapters/vercel/test/run-vercel.ts";
import { runDialect } from "./run-dialect.ts";

/** A way from a session to a model, and back. */
export interface Loop {
  readonly title: string;
  /** Whose rules the definitions must satisfy. */
  readonly dialect: Dialect;
  readonly run: AdapterHarness["run"];
  /** What the framework does to arguments that break a schema, before any tool hears of them. */
  readonly mends?: string;
}

/** Every framework's own loop, and the dialects by themselves. */
export const loops: readonly Loop[] = [
  { title: "ai generateText", dialect: "portable", run: vercel.runGenerate },
  { title: "ai streamText", dialect: "portable", run: vercel.runStream },
  { title: "langchain createAgent", dialect: "portable", run: runAgent },
  { title: "langgraph ToolNode", dialect: "portable", run: runGraph },
  { title: "mastra Agent.generate", dialect: "portable", run: mastra.runGenerate },
  { title: "mastra Agent.stream", dialect: "portable", run: mastra.runStream },
  { title: "openai Chat Completions", dialect: "openai", run: openai.runChat },
  { title: "openai Responses", dialect: "openai", run: openai.runResponses },
  { title: "openai runTools", dialect: "openai", run: openai.runRunner },
  { title: "openai agents", dialect: "openai", run: runAgents },
  { title: "claude Messages", dialect: "anthropic", run: runMessages },
  { title: "claude toolRunner", dialect: "anthropic", run: runRunner },
  {
    title: "claude agent-sdk",
    dialect: "anthropic",
    run: runClaudeCode,
    mends: "Claude Code turns text into the number a schema asks for",
  },
  {
    title: "openai Responses, strict",
    dialect: "openai",
    run: (script) =>
      openai.runResponses({ ...script, options: { ...script.options, strict: "auto" } }),
  },
  ...(["openai", "anthropic", "gemini", "portable"] as const).map((dialect) => ({
    title: `dialect ${dialect}`,
    dialect,
    run: runDialect(dialect),
  })),
];
